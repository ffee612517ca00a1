use super::people::Sure;
use crate::api::{Mutation, Remote, together};
use crate::clock;
use crate::device;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, Fetched, ProblemAlert, TextField};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::event::{ReadingAccess, ReadingLink};
use shared::id::EventId;
use shared::label::LabelState;

/// The secret link with which anybody reads a submission that is not public.
#[component]
pub(super) fn ReadingLinkFold(id: EventId, state: LabelState) -> impl IntoView {
    let offered = !matches!(state, LabelState::Labelled | LabelState::Withdrawn);
    let access = Remote::<ReadingAccess>::new(move || together::get_reading_link(id));
    // A link that was made before the label can still be revoked.
    let shown =
        Memo::new(move |_| offered || access.value().is_some_and(|access| access.link.is_some()));
    move || {
        shown.get().then(|| view! {
            <details class="fold">
                <summary class="fold__title">{t("reading.link.title")}</summary>
                <div class="stack">
                    <p>{t("reading.link.text")}</p>
                    <Fetched of=access lines=2 then={move |now: ReadingAccess| view! { <Access id now access offered/> }}/>
                </div>
            </details>
        })
    }
}

#[component]
fn Access(
    id: EventId,
    now: ReadingAccess,
    access: Remote<ReadingAccess>,
    offered: bool,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let changing = Mutation::<ReadingAccess>::new();
    let busy = Signal::derive(move || changing.is_pending());
    let make = move || {
        changing.send(together::open_reading_link(id), move |made| {
            announcer.say(t("reading.link.made"));
            access.update(|shown| *shown = made);
        });
    };
    let close = Callback::new(move |()| {
        changing.send(together::close_reading_link(id), move |closed| {
            announcer.say(t("reading.link.closed"));
            access.update(|shown| *shown = closed);
        });
    });
    let problem = move || {
        changing
            .error()
            .map(|error| view! { <ProblemAlert error/> })
    };
    match now.link {
        None => view! {
            <p>{t("reading.link.none")}</p>
            <div><Button kind=ButtonKind::Secondary busy on_press=Callback::new(move |_| make())>{t("reading.link.make")}</Button></div>
            {problem}
        }
        .into_any(),
        Some(ReadingLink { url, created_at }) => {
            let at = clock::moment_in(created_at, Tz::Europe__Paris);
            let copied = url.clone();
            view! {
                <TextField
                    id="reading-link"
                    label=t("reading.link.url")
                    hint=t_args("reading.link.since", &[("at", &at)])
                    value=RwSignal::new(url)
                    readonly=true
                    filter=true
                />
                <div class="cluster">
                    <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| copy(announcer, copied.clone()))>{t("reading.link.copy")}</Button>
                    {offered.then(|| view! {
                        <Sure action=t("reading.link.replace") label=t("reading.link.replace").to_owned() busy error=Signal::stored(None) on_sure=Callback::new(move |()| make())/>
                    })}
                    <Sure action=t("reading.link.close") label=t("reading.link.close").to_owned() busy error=Signal::stored(None) on_sure=close/>
                </div>
                {problem}
            }
            .into_any()
        }
    }
}

/// Copies the link; without a clipboard the field is there to copy from.
fn copy(announcer: Announcer, url: String) {
    spawn_local(async move {
        if device::copy(&url).await {
            announcer.say(t("reading.link.copied"));
        }
    });
}
