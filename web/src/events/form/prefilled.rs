use super::FormContext;
use crate::messages::t;
use crate::ui::{Announcer, Button, ButtonKind};
use leptos::prelude::*;
use shared::event::{EventForm, Field, FormField, Step};

/// Says which answers of a step come from the account or the last file, and empties them.
#[component]
pub(super) fn PrefilledNote(context: FormContext, step: Step) -> impl IntoView {
    let announcer = Announcer::expect();
    let Some(prefilled) = context.prefilled.get_value() else {
        return ().into_any();
    };
    let of_step: Vec<FormField> = prefilled
        .differences(&EventForm::default())
        .into_iter()
        .filter(|field| {
            context
                .edition
                .with_value(|edition| field.step(edition) == step)
        })
        .collect();
    if of_step.is_empty() {
        return ().into_any();
    }
    // The pin follows the commune.
    let from_account = of_step.iter().all(|field| {
        matches!(
            field,
            FormField::Standard(Field::OrganiserContactName | Field::OrganiserContactEmail)
        )
    });
    let unchanged = Memo::new(move |_| {
        let changed = context.form.read().differences(&prefilled);
        let still = of_step.iter().filter(|field| !changed.contains(field));
        still.copied().collect::<Vec<FormField>>()
    });
    let empty = move |_| {
        let fields = unchanged.get_untracked();
        let form = context.form.get_untracked();
        context
            .draft
            .fill(&form.with_fields(&fields, &EventForm::default()));
        context.save.flush();
        announcer.say(t("form.prefilled.emptied"));
        super::focus_field(super::page::STEP_HEADING);
    };
    let any = Memo::new(move |_| !unchanged.read().is_empty());
    (move || {
        any.get().then(|| {
            let text = if from_account {
                t("form.prefilled.account")
            } else {
                t("form.prefilled.last")
            };
            view! {
                <div class="prefilled">
                    <p class="prefilled__text">{text}</p>
                    <Button kind=ButtonKind::Quiet on_press=Callback::new(empty)>{t("form.prefilled.empty")}</Button>
                </div>
            }
        })
    })
    .into_any()
}
