//! Editor of the answer of an additional field: its kind, and the bounds of that.

use super::draft::EditionDraft;
use super::inputs::{CheckAt, ChecksAt, NumberAt, Part, SelectAt, TextAt};
use super::items::{Items, ListHead};
use super::vocabularies::Identifier;
use crate::messages::{t, t_of};
use crate::ui::Choice;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::event::DocumentType;

/// Kinds of answers, by JSON name.
const KINDS: [&str; 7] = ["line", "prose", "number", "one", "many", "yes_no", "file"];

/// The answer of the field at a pointer.
#[component]
pub(super) fn AnswerPart(draft: EditionDraft, field: String) -> impl IntoView {
    let pointer = format!("{field}/answer");
    let builds = draft.builds_of(pointer.clone());
    let kinds: Vec<Choice> = KINDS
        .iter()
        .map(|kind| Choice::new(*kind, t_of("edition.answer", kind)))
        .collect();
    let switched = pointer.clone();
    let switch = Callback::new(move |kind: String| {
        draft.set(&switched, Some(blank(&kind)));
        draft.rebuild(&switched);
    });
    let (kind, part) = (format!("{pointer}/type"), pointer.clone());
    view! {
        <Part draft pointer=part>
            <SelectAt draft pointer=kind choices=kinds on_choice=switch/>
            <For each=move || [builds.get()] key=|build| *build children=move |_| bounds(draft, &pointer)/>
        </Part>
    }
}

/// An answer of a kind, with usual bounds.
fn blank(kind: &str) -> Value {
    match kind {
        "prose" => json!({ "type": "prose", "min": 1, "max": 1000 }),
        "number" => json!({ "type": "number", "min": 0, "max": 1000, "step": 1 }),
        "one" => json!({ "type": "one", "terms": [new_term(), new_term()] }),
        "many" => json!({ "type": "many", "terms": [new_term(), new_term()] }),
        "yes_no" => json!({ "type": "yes_no" }),
        "file" => json!({ "type": "file", "types": [DocumentType::Pdf], "maxBytes": 4_194_304 }),
        _ => json!({ "type": "line", "min": 1, "max": 100 }),
    }
}

fn bounds(draft: EditionDraft, pointer: &str) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    let range = move |min: String, max: String| {
        view! { <div class="edition-pair"><NumberAt draft pointer=min/><NumberAt draft pointer=max/></div> }
    };
    match draft.text_at(&at("type")).as_str() {
        "number" => view! {
            {range(at("min"), at("max"))}
            <NumberAt draft pointer=at("step")/>
        }
        .into_any(),
        "line" | "prose" => range(at("min"), at("max")).into_any(),
        "file" => {
            let types: Vec<Choice> = DocumentType::ALL
                .iter()
                .map(|it| Choice::new(it.as_str(), it.extension().to_uppercase()))
                .collect();
            view! {
                <ChecksAt draft pointer=at("types") choices=types/>
                <NumberAt draft pointer=at("maxBytes")/>
            }
            .into_any()
        }
        "one" => terms(draft, at("terms")),
        "many" => view! {
            <NumberAt draft pointer=at("max") optional=true/>
            {terms(draft, at("terms"))}
        }
        .into_any(),
        _ => ().into_any(),
    }
}

fn terms(draft: EditionDraft, pointer: String) -> AnyView {
    view! {
        <ListHead draft pointer=pointer.clone()/>
        <Items draft pointer add=t("edition.term.add") blank=new_term item=term/>
    }
    .into_any()
}

fn new_term() -> Value {
    json!({ "id": "", "label": "" })
}

fn term(draft: EditionDraft, pointer: String) -> AnyView {
    let at = |member: &str| format!("{pointer}/{member}");
    view! {
        <TextAt draft pointer=at("label")/>
        <Identifier draft item=pointer.clone()/>
        <CheckAt draft pointer=at("ended")/>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::edition::AnswerKind;

    #[test]
    fn every_kind_begins_with_an_answer_that_can_be_read() {
        for kind in KINDS {
            let answer: AnswerKind = serde_json::from_value(blank(kind)).unwrap();
            let written = serde_json::to_value(&answer).unwrap();
            assert_eq!(written.get("type").and_then(Value::as_str), Some(kind));
            assert!(!t_of("edition.answer", kind).is_empty());
        }
    }
}
