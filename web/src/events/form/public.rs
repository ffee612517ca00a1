use super::FormContext;
use crate::events::draft::{BookingDraft, NO, YES};
use crate::events::fields;
use crate::messages::{t, t_of};
use crate::ui::{CheckboxGroup, Choice, RadioGroup, TextArea, TextField, field_of};
use leptos::prelude::*;
use shared::event::{AccessMode, AccessibilityFlag, Field, limits};

/// Step 4: audiences, admission, booking and accessibility.
#[component]
pub(super) fn PublicStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let audiences = context.choices(|edition| &edition.vocabularies.audiences);
    let constraints = context.choices(|edition| &edition.vocabularies.constraints);
    let access: Vec<Choice> = AccessMode::ALL
        .iter()
        .map(|mode| {
            Choice::new(mode.as_str(), t_of("form.access", mode.as_str()))
                .with_hint(t_of("form.access.hint", mode.as_str()))
        })
        .collect();
    let flags: Vec<Choice> = AccessibilityFlag::ALL
        .iter()
        .map(|flag| Choice::new(flag.as_str(), t_of("form.accessibility", flag.as_str())))
        .collect();
    let free = vec![
        Choice::new(YES, t("form.free.yes")),
        Choice::new(NO, t("form.free.no")),
    ];
    let not_free = move || {
        (draft.free.read().as_str() == NO)
            .then(|| view! { <p class="part__warning">{t("form.free.warning")}</p> })
    };
    view! {
        <CheckboxGroup
            id="audiences"
            legend=t("form.field.audiences")
            hint=t("form.hint.audiences")
            values=draft.audiences
            choices=audiences
            error=context.error(Field::Audiences)
        />
        <RadioGroup
            id="accessMode"
            legend=t("form.field.accessMode")
            value=draft.access_mode
            choices=access
            error=context.error(Field::AccessMode)
        />
        <div class="cluster cluster--fields">
            <TextField
                id="ageMin"
                label=t("form.field.ageMin")
                value=draft.age_min
                optional=true
                inputmode="numeric"
                size=5
                error=context.error(Field::AgeMin)
            />
            <TextField
                id="ageMax"
                label=t("form.field.ageMax")
                value=draft.age_max
                optional=true
                inputmode="numeric"
                size=5
                error=context.error(Field::AgeMax)
            />
        </div>
        <RadioGroup
            id="free"
            legend=t("form.free.legend")
            hint=t("form.hint.free")
            value=draft.free
            choices=free
            error=context.error(Field::Free)
        />
        {not_free}
        <TextArea
            id="conditions"
            label=t("form.field.conditions")
            hint=t("form.hint.conditions")
            value=draft.conditions
            optional=true
            rows=3
            max_chars=limits::NOTE.max
            error=context.error(Field::Conditions)
        />
        <BookingPart context booking=draft.public_booking field=Field::PublicBooking hint=t("form.hint.publicBooking")/>
        <BookingPart context booking=draft.school_booking field=Field::SchoolBooking hint=t("form.hint.schoolBooking")/>
        <CheckboxGroup
            id="accessibility"
            legend=t("form.field.accessibility")
            hint=t("form.hint.accessibility")
            values=draft.accessibility
            choices=flags
            optional=true
        />
        <CheckboxGroup
            id="constraints"
            legend=t("form.field.constraints")
            hint=t("form.hint.constraints")
            values=draft.constraints
            choices=constraints
            optional=true
            error=context.error(Field::Constraints)
        />
        <TextArea
            id="constraintsNote"
            label=t("form.field.constraintsNote")
            value=draft.constraints_note
            optional=true
            rows=2
            max_chars=limits::NOTE.max
            error=context.error(Field::ConstraintsNote)
        />
    }
}

#[component]
fn BookingPart(
    context: FormContext,
    booking: BookingDraft,
    field: Field,
    hint: &'static str,
) -> impl IntoView {
    let whole = field_of(field.pointer());
    let id = move |part: &str| field_of(&field.at(part));
    let part_error = move |part: &str| context.error_at(field.at(part));
    let error = context.error(field);
    let error_id = format!("{whole}-error");
    let described = error_id.clone();
    view! {
        <fieldset class="part" class:field--invalid=move || error.read().is_some() id=whole tabindex="-1" aria-describedby=described>
            <legend class="part__title">{fields::label(field)}</legend>
            <p class="part__hint">{hint}</p>
            <div id=error_id>{move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}</div>
            <TextField id=id("url") label=t("form.booking.url") value=booking.url kind="url" optional=true error=part_error("url")/>
            <div class="cluster cluster--fields">
                <TextField id=id("email") label=t("form.booking.email") value=booking.email kind="email" optional=true error=part_error("email")/>
                <TextField id=id("phone") label=t("form.booking.phone") value=booking.phone kind="tel" optional=true size=22 error=part_error("phone")/>
                <TextField id=id("deadline") label=t("form.booking.deadline") value=booking.deadline kind="date" optional=true size=12 error=part_error("deadline")/>
            </div>
        </fieldset>
    }
}
