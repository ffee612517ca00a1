//! Controls that edit the value at a pointer of the draft.

use super::draft::{EditionDraft, text_of};
use super::names::{hint_of, id_of, label_of};
use super::shape::number;
use crate::ui::{Checkbox, CheckboxGroup, Choice, Select, TextArea, TextField};
use chrono::{DateTime, NaiveDateTime, TimeZone as _, Timelike as _};
use chrono_tz::Tz;
use leptos::prelude::*;
use serde_json::Value;
use shared::text::typed;

/// Format in which the browser writes a field of date and time.
const LOCAL: &str = "%Y-%m-%dT%H:%M";
/// Step of the arrow keys in a length: half a millimetre, or five pixels.
const STEP: &str = "5";

/// A line of text. An optional one that is emptied is removed.
#[component]
pub(super) fn TextAt(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] kind: MaybeProp<&'static str>,
    /// Called when the text changes.
    #[prop(optional, into)]
    on_text: Option<Callback<String>>,
) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(&pointer));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |text: String| {
        let text = in_one_line(&text);
        let removed = optional && text.is_empty();
        draft.set(&pointer, (!removed).then(|| Value::String(text.clone())));
        if let Some(on_text) = on_text {
            on_text.run(text);
        }
    });
    view! { <TextField id label hint value error optional kind on_change=change/> }
}

/// A text as it is stored: without invisible characters and superfluous spaces.
fn in_one_line(text: &str) -> String {
    let text = typed(text);
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).collect();
    words.join(" ").trim().to_owned()
}

/// A text of one or more paragraphs.
#[component]
pub(super) fn AreaAt(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    max_chars: usize,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(&pointer));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |text: String| {
        draft.set(
            &pointer,
            Some(Value::String(typed(&text).trim().to_owned())),
        );
    });
    view! { <TextArea id label hint value error max_chars rows on_change=change/> }
}

/// A number. What is none stays in the draft as it was typed, and is a fault.
#[component]
pub(super) fn NumberAt(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(&pointer).replace('.', ","));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |text: String| {
        let text = text.trim().to_owned();
        let removed = optional && text.is_empty();
        draft.set(&pointer, (!removed).then(|| number(&text)));
    });
    view! { <TextField id label hint value error optional size=10 inputmode="decimal" on_change=change/> }
}

/// A length on a page, which the arrow keys change by [`STEP`].
#[component]
pub(super) fn LengthAt(draft: EditionDraft, #[prop(into)] pointer: String) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(&pointer));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |text: String| {
        draft.set(&pointer, Some(number(&text)));
    });
    view! { <TextField id label hint value error kind="number" step=STEP size=10 inputmode="numeric" on_change=change/> }
}

/// Some numbers, with commas between them.
#[component]
pub(super) fn NumbersAt(draft: EditionDraft, #[prop(into)] pointer: String) -> impl IntoView {
    let numbers = match draft.at(&pointer) {
        Value::Array(items) => items,
        _ => Vec::new(),
    };
    let words: Vec<String> = numbers.iter().map(text_of).collect();
    let value = RwSignal::new(words.join(", "));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |text: String| {
        let parts = text.split([',', ';', ' ']).filter(|part| !part.is_empty());
        let numbers: Vec<Value> = parts.map(number).collect();
        draft.set(&pointer, Some(Value::Array(numbers)));
    });
    view! { <TextField id label hint value error optional=true size=20 on_change=change/> }
}

/// A field for a day.
#[component]
pub(super) fn DayAt(draft: EditionDraft, #[prop(into)] pointer: String) -> impl IntoView {
    view! { <TextAt draft pointer kind="date"/> }
}

/// A date and time on the clock of a place; the offset of the clock is stored. Until the last second of the minute for a deadline.
#[component]
pub(super) fn MomentAt(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    /// Time zone of the place.
    zone: Signal<Tz>,
    #[prop(optional)] optional: bool,
) -> impl IntoView {
    let shown = DateTime::parse_from_rfc3339(&draft.text_at(&pointer))
        .map(|at| at.naive_local().format(LOCAL).to_string())
        .unwrap_or_default();
    let value = RwSignal::new(shown);
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let to_the_end = pointer.ends_with("/deadline");
    let write = move |text: &str, zone: Tz| {
        let removed = optional && text.is_empty();
        let moment = moment_of(text, zone, to_the_end).unwrap_or_else(|| text.to_owned());
        draft.set(&pointer, (!removed).then_some(Value::String(moment)));
    };
    let moved = write.clone();
    Effect::new(move |before: Option<Tz>| {
        let zone = zone.get();
        // The same hour, on the clock of another territory.
        if before.is_some_and(|before| before != zone) {
            let text = value.get_untracked();
            if !text.is_empty() {
                moved(&text, zone);
            }
        }
        zone
    });
    let change = Callback::new(move |text: String| write(&text, zone.get_untracked()));
    view! { <TextField id label hint value error optional kind="datetime-local" on_change=change/> }
}

/// A local time as `2018-03-12T23:59:59+01:00`.
fn moment_of(text: &str, zone: Tz, to_the_end: bool) -> Option<String> {
    let local = NaiveDateTime::parse_from_str(text, LOCAL).ok()?;
    let seconds = if to_the_end { 59 } else { 0 };
    let local = local.with_second(seconds)?;
    let at = zone.from_local_datetime(&local).latest()?;
    Some(at.to_rfc3339())
}

/// Yes or no; no is not written.
#[component]
pub(super) fn CheckAt(draft: EditionDraft, #[prop(into)] pointer: String) -> impl IntoView {
    let checked = RwSignal::new(draft.at(&pointer) == Value::Bool(true));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |ticked: bool| {
        draft.set(&pointer, ticked.then_some(Value::Bool(true)));
    });
    view! { <Checkbox id label hint checked error on_change=change/> }
}

/// One of some values.
#[component]
pub(super) fn SelectAt(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    #[prop(optional, into)] placeholder: MaybeProp<String>,
    /// Called when the value changes.
    #[prop(optional, into)]
    on_choice: Option<Callback<String>>,
) -> impl IntoView {
    let value = RwSignal::new(draft.text_at(&pointer));
    let (label, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |chosen: String| {
        draft.set(&pointer, Some(Value::String(chosen.clone())));
        if let Some(on_choice) = on_choice {
            on_choice.run(chosen);
        }
    });
    view! { <Select id label hint value choices placeholder error on_change=change/> }
}

/// Any of some values, which are texts.
#[component]
pub(super) fn ChecksAt(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    #[prop(into)] choices: Signal<Vec<Choice>>,
    /// The values `true` and `false` stand for themselves.
    #[prop(optional)]
    yes_no: bool,
) -> impl IntoView {
    let text = |value: &Value| match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(said) => Some(said.to_string()),
        Value::Null | Value::Number(_) | Value::Array(_) | Value::Object(_) => None,
    };
    let chosen = match draft.at(&pointer) {
        Value::Array(items) => items.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    let values = RwSignal::new(chosen);
    let (legend, hint) = (label_of(&pointer), Signal::stored(hint_of(&pointer)));
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let change = Callback::new(move |chosen: Vec<String>| {
        let value = |text: String| match text.as_str() {
            "true" if yes_no => Value::Bool(true),
            "false" if yes_no => Value::Bool(false),
            _ => Value::String(text),
        };
        let values = chosen.into_iter().map(value).collect();
        draft.set(&pointer, Some(Value::Array(values)));
    });
    view! { <div class="compact"><CheckboxGroup id legend hint values choices error on_change=change/></div> }
}

/// Controls that belong together, with their name and the fault of the whole.
#[component]
pub(super) fn Part(
    draft: EditionDraft,
    #[prop(into)] pointer: String,
    children: Children,
) -> impl IntoView {
    let (id, error) = (id_of(&pointer), draft.error_at(&pointer));
    let error_id = format!("{id}-error");
    let described = error_id.clone();
    view! {
        <fieldset
            class="edition-part"
            id=id
            tabindex="-1"
            class:field--invalid=move || error.read().is_some()
            aria-describedby=move || error.read().is_some().then(|| described.clone())
        >
            <legend class="edition-part__title">{label_of(&pointer)}</legend>
            {move || error.get().map(|error| view! { <p class="field__error" id=error_id.clone()>{error}</p> })}
            <div class="edition-part__fields">{children()}</div>
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_lasts_until_the_end_of_its_minute() {
        let (paris, reunion) = (Tz::Europe__Paris, Tz::Indian__Reunion);
        let moment = |text, zone, end| moment_of(text, zone, end).unwrap_or_default();
        assert_eq!(
            moment("2019-03-04T23:59", paris, true),
            "2019-03-04T23:59:59+01:00"
        );
        assert_eq!(
            moment("2019-06-04T23:59", paris, true),
            "2019-06-04T23:59:59+02:00"
        );
        assert_eq!(
            moment("2019-03-04T09:00", reunion, false),
            "2019-03-04T09:00:00+04:00"
        );
        assert_eq!(moment_of("2019-03-04", paris, true), None);
    }

    #[test]
    fn a_line_is_stored_without_superfluous_spaces() {
        assert_eq!(
            in_one_line("  Visite  guidée\u{a0}: oui "),
            "Visite guidée\u{a0}: oui"
        );
    }
}
