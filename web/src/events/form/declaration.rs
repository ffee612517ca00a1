use super::FormContext;
use super::check_answers::CheckAnswers;
use crate::clock;
use crate::events::change::Forecast;
use crate::messages::{t, t_args};
use crate::ui::{Checkbox, Notice, Tone};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use shared::edition::FilingClosed;
use shared::event::{Field, Step};

/// Step 5: every answer to check, and the commitments.
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
    // The commitments were accepted when the event was submitted for its label.
    if context.save.is_change() {
        return view! { <CheckAnswers context/> }.into_any();
    }
    view! {
        <CheckAnswers context/>
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
    }
    .into_any()
}

/// Information before submitting: the deadline on the last step, and on every step that submitting is not possible.
#[component]
pub(super) fn BeforeSubmitting(
    context: FormContext,
    step: Memo<Step>,
    now: ReadSignal<DateTime<Utc>>,
) -> impl IntoView {
    if context.save.is_change() {
        let waits = move || {
            let file = context.save.file.read();
            let change = file.change.as_ref();
            change.is_some_and(|change| change.waiting.is_some())
        };
        let edition = context.edition.get_value();
        return view! { <Forecast plan=context.plan.into() waits=Signal::derive(waits) edition/> }
            .into_any();
    }
    let zone = move || context.form.read().zone(context.commune.read().as_ref());
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
    (move || match closed.get() {
        None if step.get() == Step::Declaration => {
            let at = clock::moment_in(context.dates.read().deadline, zone());
            view! { <p class="submit__deadline">{t_args("form.submit.deadline", &[("at", &at)])}</p> }.into_any()
        }
        None => ().into_any(),
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
    })
    .into_any()
}
