use crate::api::{Mutation, Versioned, changes};
use crate::clock;
use crate::events::fields;
use crate::events::submission_page::Stale;
use crate::events::summary::Prose;
use crate::labels::{Difference, Sides};
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Dialog, LinkButton, Notice, ProblemAlert, Tone};
use leptos::prelude::*;
use shared::edition::Edition;
use shared::event::{ChangeStatus, EventChange, EventFile, Step, WaitingChange};
use shared::id::EventId;

/// The changes of a labelled event: what waits for an answer, what is begun, what was refused. Nothing for any other event.
#[component]
pub(in crate::events) fn ChangeSection(
    file: EventFile,
    edition: Edition,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let change = file.change.clone();
    let shown = move |change: ChangeStatus| {
        let ChangeStatus {
            editable,
            begun,
            waiting,
            refused,
            decidable: _,
        } = change;
        let zone = file.form.zone(file.commune.as_ref());
        let id = file.id;
        let refused = refused.map(|refused| {
            let at = clock::moment_in(refused.refused_at, zone);
            view! {
                <Notice tone=Tone::Warning title=t_args("change.refused.title", &[("at", &at)])>
                    <blockquote class="asked__message"><Prose text=refused.reason/></blockquote>
                    <p>{t("change.refused.text")}</p>
                </Notice>
            }
        });
        let begun = (begun && editable).then(|| {
            view! {
                <Notice tone=Tone::Info title=t("change.begun.title")>
                    <p>{t("change.begun.text")}</p>
                    <div class="cluster">
                        <LinkButton href=fields::step_href(id, Step::Organiser) kind=ButtonKind::Secondary>{t("change.begun.resume")}</LinkButton>
                        <Discard id on_change reload/>
                    </div>
                </Notice>
            }
        });
        let waiting = waiting
            .map(|waiting| view! { <Waiting file waiting edition editable on_change reload/> });
        view! { {waiting} {refused} {begun} }
    };
    change.map(shown)
}

/// The event as the public sees it, after a step of its change.
fn file_after(answer: Versioned<EventChange>) -> Versioned<EventFile> {
    let file = answer.body.file;
    Versioned {
        etag: Some(format!("\"{}\"", file.version)),
        body: file,
    }
}

/// The change that waits for its check, with its difference and the way to take it back.
#[component]
fn Waiting(
    file: EventFile,
    waiting: WaitingChange,
    edition: Edition,
    editable: bool,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let zone = file.form.zone(file.commune.as_ref());
    let at = clock::moment_in(waiting.submitted_at, zone);
    let sent = match waiting.due_at {
        Some(due) => t_args(
            "change.waiting.due",
            &[("at", &at), ("day", &clock::day_in(due, zone))],
        ),
        None => t_args("change.waiting.sent", &[("at", &at)]),
    };
    let id = file.id;
    let announcer = Announcer::expect();
    let withdrawing = Mutation::<Versioned<EventChange>>::new();
    let withdraw = move |_| {
        let request = async move {
            let read = changes::get_change(id).await?;
            let etag = read
                .etag
                .unwrap_or_else(|| format!("\"{}\"", read.body.version));
            changes::withdraw_change(id, etag).await
        };
        withdrawing.send(request, move |answer| {
            announcer.say(t("change.withdraw.done"));
            on_change.run(file_after(answer));
        });
    };
    let sides = Sides {
        before: (file.form, file.commune),
        after: (waiting.form, waiting.commune),
        fields: waiting.fields,
    };
    view! {
        <section class="recheck stack" aria-labelledby="modification-titre">
            <h2 class="file__side-title" id="modification-titre">{t("change.waiting.title")}</h2>
            <p>{sent}</p>
            {waiting.suspended.then(|| view! { <p>{t("change.waiting.suspended")}</p> })}
            <Difference sides edition/>
            {editable.then(|| view! {
                <div>
                    <Button kind=ButtonKind::Secondary busy=Signal::derive(move || withdrawing.is_pending()) on_press=Callback::new(withdraw)>{t("change.withdraw")}</Button>
                </div>
            })}
            {move || withdrawing.error().map(|error| view! { <Stale error=error.clone() reload/> <ProblemAlert error/> })}
        </section>
    }
}

/// Discards what was written, once that is confirmed.
#[component]
fn Discard(
    id: EventId,
    on_change: Callback<Versioned<EventFile>>,
    reload: Callback<()>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let open = RwSignal::new(false);
    let discarding = Mutation::<Versioned<EventChange>>::new();
    let discard = move |_| {
        let request = async move {
            let read = changes::get_change(id).await?;
            let etag = read
                .etag
                .unwrap_or_else(|| format!("\"{}\"", read.body.version));
            changes::discard_change(id, etag).await
        };
        discarding.send(request, move |answer| {
            open.set(false);
            announcer.say(t("change.discard.done"));
            on_change.run(file_after(answer));
        });
    };
    view! {
        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| open.set(true))>{t("change.discard")}</Button>
        <Dialog id="abandon" open title=t("change.discard.title")>
            <p>{t("change.discard.text")}</p>
            {move || discarding.error().map(|error| view! { <Stale error=error.clone() reload/> <ProblemAlert error/> })}
            <div class="cluster">
                <Button kind=ButtonKind::Danger busy=Signal::derive(move || discarding.is_pending()) on_press=Callback::new(discard)>{t("change.discard")}</Button>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| open.set(false))>{t("change.discard.keep")}</Button>
            </div>
        </Dialog>
    }
}
