use super::FormContext;
use crate::clock;
use crate::events::summary::{PublicPreview, Summary};
use crate::labels::FindingView;
use crate::messages::{t, t_args};
use crate::ui::{Button, ButtonKind, Checkbox, Dialog, Notice, TextField, Tone};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::edition::FilingClosed;
use shared::event::Field;

/// Step 5: expected participants, commitments, automatic findings and a final review.
#[component]
pub(super) fn DeclarationStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let (version, items) = context.edition.with_value(|edition| {
        (
            edition.commitments.version.clone(),
            edition.commitments.items.clone(),
        )
    });
    let accepted = RwSignal::new(*draft.commitments_version.read_untracked() == version);
    // The box follows a version restored from elsewhere, which may be outdated.
    Effect::new({
        let version = version.clone();
        move |_| accepted.set(*draft.commitments_version.read() == version)
    });
    let accept = move |yes: bool| {
        draft
            .commitments_version
            .set(if yes { version.clone() } else { String::new() });
    };
    view! {
        <TextField
            id="expectedParticipants"
            label=t("form.field.expectedParticipants")
            hint=t("form.hint.expectedParticipants")
            value=draft.participants
            inputmode="numeric"
            size=10
            error=context.error(Field::ExpectedParticipants)
        />
        <fieldset class="part">
            <legend class="part__title">{t("form.commitments.title")}</legend>
            <ul class="part__list">{items.into_iter().map(|item| view! { <li>{item}</li> }).collect_view()}</ul>
            <Checkbox
                id="commitmentsVersion"
                label=t("form.commitments.accept")
                checked=accepted
                on_change=Callback::new(accept)
                error=context.error(Field::CommitmentsVersion)
            />
        </fieldset>
        <Notice title=t("form.privacy.title")><p>{t("form.privacy.text")}</p></Notice>
        <SelfCheck context/>
        <LastLook context/>
    }
}

/// Automatic findings on the four criteria, updated while typing.
#[component]
fn SelfCheck(context: FormContext) -> impl IntoView {
    let wording = context
        .edition
        .with_value(|edition| edition.criteria.clone());
    let items = move || {
        context
            .findings
            .get()
            .into_iter()
            .map(|finding| {
                let wording = wording
                    .iter()
                    .find(|wording| wording.criterion == finding.criterion)
                    .cloned();
                let id = context.save.place.id;
                view! { <li class="check"><FindingView finding wording edit=id/></li> }
            })
            .collect_view()
    };
    view! {
        <section class="self-check" aria-labelledby="controle-titre">
            <h3 id="controle-titre">{t("criterion.self_check.title")}</h3>
            <p>{t("criterion.self_check.text")}</p>
            <ul class="self-check__list">{items}</ul>
        </section>
    }
}

/// Preview of the public page and of the whole form.
#[component]
fn LastLook(context: FormContext) -> impl IntoView {
    let (preview, whole) = (RwSignal::new(false), RwSignal::new(false));
    let form = move || untrack(|| context.draft.form());
    let edition = move || context.edition.get_value();
    let commune = move || context.commune.get_untracked();
    view! {
        <section class="last-look" aria-labelledby="relecture-titre">
            <h3 id="relecture-titre">{t("form.last_look.title")}</h3>
            <div class="cluster">
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| preview.set(true))>{t("form.preview.open")}</Button>
                <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| whole.set(true))>{t("form.summary.open")}</Button>
            </div>
            <Dialog id="apercu" open=preview title=t("form.preview.title")>
                {move || preview.get().then(|| view! { <PublicPreview form=form() edition=edition() commune=commune()/> })}
            </Dialog>
            <Dialog id="recapitulatif" open=whole title=t("form.summary.title")>
                {move || whole.get().then(|| view! { <Summary form=form() edition=edition() commune=commune()/> })}
            </Dialog>
        </section>
    }
}

/// Information before submitting: the deadline, or that it has passed.
#[component]
pub(super) fn BeforeSubmitting(
    context: FormContext,
    now: ReadSignal<DateTime<Utc>>,
) -> impl IntoView {
    let zone = move || {
        context
            .commune
            .read()
            .as_ref()
            .map_or(chrono_tz::Tz::Europe__Paris, shared::place::Commune::zone)
    };
    let closed = Memo::new(move |_| {
        let state = context.save.file.read().state;
        let commune = context.commune.read();
        let (department, region) = (
            commune.as_ref().map(|c| &c.department),
            commune.as_ref().map(|c| &c.region),
        );
        context
            .edition
            .with_value(|edition| edition.takes(state, now.get(), department, region))
            .err()
    });
    move || match closed.get() {
        None => {
            let at = clock::moment_in(context.dates().deadline, zone());
            view! { <p class="submit__deadline">{t_args("form.submit.deadline", &[("at", &at)])}</p> }.into_any()
        }
        Some(reason) => {
            let text = match reason {
                FilingClosed::Status(_) => t("form.submit.closed").to_owned(),
                FilingClosed::NotYet(at) => t_args(
                    "form.submit.not_yet",
                    &[("at", &clock::moment_in(at, zone()))],
                ),
                FilingClosed::DeadlinePassed(at) => t_args(
                    "form.submit.too_late",
                    &[("at", &clock::moment_in(at, zone()))],
                ),
            };
            view! { <Notice tone=Tone::Warning title=t("form.submit.closed.title")><p>{text}</p></Notice> }.into_any()
        }
    }
}
