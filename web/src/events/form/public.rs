use super::FormContext;
use super::additional::AdditionalFields;
use super::advice::FieldAdvice;
use super::prefilled::PrefilledNote;
use crate::events::draft::{BookingDraft, NO, YES};
use crate::events::fields;
use crate::messages::{t, t_of};
use crate::ui::{CheckboxGroup, Choice, Disclosure, RadioGroup, TextArea, TextField, field_of};
use leptos::prelude::*;
use shared::event::{AccessMode, AccessibilityFlag, EventForm, Field, Step, limits};

/// Step 4: audiences, admission and expected participants; booking, ages, accessibility and constraints when they are needed.
#[component]
pub(super) fn PublicStep(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let audiences = context.choices(|edition| &edition.vocabularies.audiences);
    let access: Vec<Choice> = AccessMode::ALL
        .iter()
        .map(|mode| {
            let choice = Choice::new(mode.as_str(), t_of("form.access", mode.as_str()));
            if *mode == AccessMode::Invitation {
                choice.with_hint(t("form.access.hint.invitation"))
            } else {
                choice
            }
        })
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
        <PrefilledNote context step=Step::Public/>
        <div class="compact">
            <CheckboxGroup
                id="audiences"
                legend=t("form.field.audiences")
                hint=t("form.hint.audiences")
                values=draft.audiences
                choices=audiences
                error=context.error(Field::Audiences)
            />
            <FieldAdvice context field=Field::Audiences/>
        </div>
        <div class="compact compact--wide">
            <RadioGroup
                id="accessMode"
                legend=t("form.field.accessMode")
                value=draft.access_mode
                choices=access
                error=context.error(Field::AccessMode)
            />
        </div>
        <NeededBooking context/>
        <div class="columns">
            <div class="compact compact--short">
                <RadioGroup
                    id="free"
                    legend=t("form.free.legend")
                    hint=t("form.hint.free")
                    value=draft.free
                    choices=free
                    error=context.error(Field::Free)
                />
                {not_free}
            </div>
            <TextField
                id="expectedParticipants"
                label=t("form.field.expectedParticipants")
                hint=t("form.hint.expectedParticipants")
                value=draft.participants
                inputmode="numeric"
                size=10
                error=context.error(Field::ExpectedParticipants)
            />
        </div>
        <AdditionalFields context step=Step::Public/>
        <FurtherAnswers context/>
    }
}

/// Ages and conditions, accessibility, constraints: each folded until it holds something.
#[component]
fn FurtherAnswers(context: FormContext) -> impl IntoView {
    let draft = context.draft;
    let constraints = context.choices(|edition| &edition.vocabularies.constraints);
    let flags: Vec<Choice> = AccessibilityFlag::ALL
        .iter()
        .map(|flag| Choice::new(flag.as_str(), t_of("form.accessibility", flag.as_str())))
        .collect();
    let unreadable_age = move || {
        let ages = [draft.age_min, draft.age_max];
        ages.iter().any(|age| !age.read().trim().is_empty())
    };
    let conditions = context.holds(&[Field::AgeMin, Field::AgeMax, Field::Conditions]);
    view! {
        <OtherBookings context/>
        <Disclosure
            title=t("form.conditions.title")
            hint=t("form.conditions.hint")
            optional=true
            needed=Signal::derive(move || conditions.get() || unreadable_age())
        >
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
            <TextArea
                id="conditions"
                label=t("form.field.conditions")
                hint=t("form.hint.conditions")
                value=draft.conditions
                optional=true
                rows=2
                max_chars=limits::NOTE.max
                error=context.error(Field::Conditions)
            />
        </Disclosure>
        <Disclosure
            title=t("form.field.accessibility")
            hint=t("form.hint.accessibility")
            optional=true
            needed=context.holds(&[Field::Accessibility])
        >
            <div class="compact">
                <CheckboxGroup
                    id="accessibility"
                    legend=t("form.field.accessibility")
                    values=draft.accessibility
                    choices=flags
                />
            </div>
        </Disclosure>
        <Disclosure
            title=t("form.field.constraints")
            hint=t("form.hint.constraints")
            optional=true
            needed=context.holds(&[Field::Constraints, Field::ConstraintsNote])
        >
            <CheckboxGroup
                id="constraints"
                legend=t("form.field.constraints")
                values=draft.constraints
                choices=constraints
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
        </Disclosure>
    }
}

/// The booking channel that the admission calls for; reactive.
///
/// It follows the admission, not what is typed: a field stays where it is being filled in.
fn needed_booking(context: FormContext) -> Memo<Option<Field>> {
    Memo::new(move |_| {
        EventForm::booking_needed(AccessMode::parse(&context.draft.access_mode.read()))
    })
}

/// The booking channel that the admission calls for.
#[component]
fn NeededBooking(context: FormContext) -> impl IntoView {
    let needed = needed_booking(context);
    move || {
        needed
            .get()
            .map(|field| view! { <BookingPart context field/> })
    }
}

/// The booking channels that the admission does not call for, folded.
#[component]
fn OtherBookings(context: FormContext) -> impl IntoView {
    let needed = needed_booking(context);
    move || {
        let (title, others): (_, &'static [Field]) = match needed.get() {
            Some(Field::SchoolBooking) => {
                (fields::label(Field::PublicBooking), &[Field::PublicBooking])
            }
            Some(_) => (fields::label(Field::SchoolBooking), &[Field::SchoolBooking]),
            None => (
                t("form.booking.title"),
                &[Field::PublicBooking, Field::SchoolBooking],
            ),
        };
        view! {
            <Disclosure title=title optional=true needed=context.holds(others)>
                {others.iter().map(|field| view! { <BookingPart context field=*field/> }).collect_view()}
            </Disclosure>
        }
    }
}

#[component]
fn BookingPart(context: FormContext, field: Field) -> impl IntoView {
    let (booking, hint): (BookingDraft, _) = if field == Field::SchoolBooking {
        (context.draft.school_booking, t("form.hint.schoolBooking"))
    } else {
        (context.draft.public_booking, t("form.hint.publicBooking"))
    };
    let whole = field_of(field.pointer());
    let id = move |part: &str| field_of(&field.at(part));
    let part_error = move |part: &str| context.error_at(field.at(part));
    let error = context.error(field);
    let error_id = format!("{whole}-error");
    let described = error_id.clone();
    view! {
        <fieldset class="booking" class:field--invalid=move || error.read().is_some() id=whole tabindex="-1" aria-describedby=described>
            <legend class="booking__title">{fields::label(field)}</legend>
            <p class="part__hint">{hint}</p>
            <div id=error_id>{move || error.get().map(|error| view! { <p class="field__error">{error}</p> })}</div>
            <div class="columns">
                <TextField id=id("url") label=t("form.booking.url") value=booking.url kind="url" optional=true error=part_error("url")/>
                <TextField id=id("email") label=t("form.booking.email") value=booking.email kind="email" optional=true error=part_error("email")/>
                <TextField id=id("phone") label=t("form.booking.phone") value=booking.phone kind="tel" optional=true error=part_error("phone")/>
                <TextField id=id("deadline") label=t("form.booking.deadline") value=booking.deadline kind="date" optional=true size=12 error=part_error("deadline")/>
            </div>
        </fieldset>
    }
}
