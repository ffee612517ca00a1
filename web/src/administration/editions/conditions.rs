//! Conditions under which an additional field is asked, or required.

use super::draft::EditionDraft;
use super::inputs::{ChecksAt, SelectAt};
use super::items::{Items, ListHead};
use crate::messages::{t, t_of};
use crate::ui::Choice;
use leptos::prelude::*;
use serde_json::{Value, json};
use shared::event::{AccessMode, AttendanceMode};

/// Fields of every edition on which a condition may depend.
const STANDARD: [&str; 4] = ["/kind", "/attendanceMode", "/accessMode", "/audiences"];

/// The conditions at a pointer.
pub(super) fn conditions(draft: EditionDraft, pointer: String) -> AnyView {
    view! {
        <ListHead draft pointer=pointer.clone()/>
        <Items draft pointer add=t("edition.condition.add") blank=new_condition item=condition/>
    }
    .into_any()
}

fn new_condition() -> Value {
    json!({ "field": "", "isOneOf": [] })
}

fn condition(draft: EditionDraft, pointer: String) -> AnyView {
    let (field, values) = (format!("{pointer}/field"), format!("{pointer}/isOneOf"));
    let builds = draft.builds_of(values.clone());
    let emptied = values.clone();
    let switch = Callback::new(move |_| {
        draft.set(&emptied, Some(json!([])));
        draft.rebuild(&emptied);
    });
    let chosen = field.clone();
    view! {
        <SelectAt draft pointer=field choices=subjects(draft) placeholder=t("form.choose") on_choice=switch/>
        <For each=move || [builds.get()] key=|build| *build children=move |_| {
            let subject = draft.text_at(&chosen);
            let (choices, yes_no) = values_of(draft, &subject);
            (!choices.is_empty()).then(|| view! { <ChecksAt draft pointer=values.clone() choices yes_no/> })
        }/>
    }
    .into_any()
}

/// The fields on which a condition may depend.
pub(super) fn subjects(draft: EditionDraft) -> Vec<Choice> {
    let standard = STANDARD.iter().map(|pointer| {
        Choice::new(
            *pointer,
            t_of("edition.subject", pointer.trim_start_matches('/')),
        )
    });
    let own = additional(draft).into_iter().filter_map(|field| {
        let kind = field.pointer("/answer/type")?.as_str()?;
        let key = field.get("key")?.as_str()?;
        let label = field.get("label")?.as_str()?;
        matches!(kind, "one" | "many" | "yes_no")
            .then(|| Choice::new(format!("/additional/{key}"), label))
    });
    standard.chain(own).collect()
}

fn additional(draft: EditionDraft) -> Vec<Value> {
    match draft.at("/additional") {
        Value::Array(fields) => fields,
        _ => Vec::new(),
    }
}

/// The values that a field may have, and whether they are yes and no.
fn values_of(draft: EditionDraft, subject: &str) -> (Vec<Choice>, bool) {
    let terms = |pointer: &str| terms_of(&draft.at(pointer));
    let choices = match subject {
        "/kind" => terms("/vocabularies/kinds"),
        "/audiences" => terms("/vocabularies/audiences"),
        "/attendanceMode" => AttendanceMode::ALL
            .iter()
            .map(|mode| Choice::new(mode.as_str(), t_of("attendance_mode", mode.as_str())))
            .collect(),
        "/accessMode" => AccessMode::ALL
            .iter()
            .map(|mode| Choice::new(mode.as_str(), t_of("access_mode", mode.as_str())))
            .collect(),
        _ => {
            let key = subject.strip_prefix("/additional/").unwrap_or_default();
            let fields = additional(draft);
            let of_key = |field: &&Value| field.get("key").and_then(Value::as_str) == Some(key);
            let Some(answer) = fields
                .iter()
                .find(of_key)
                .and_then(|field| field.get("answer"))
            else {
                return (Vec::new(), false);
            };
            if answer.get("type").and_then(Value::as_str) == Some("yes_no") {
                let yes_no = vec![
                    Choice::new("true", t("answer.yes")),
                    Choice::new("false", t("answer.no")),
                ];
                return (yes_no, true);
            }
            answer.get("terms").map(terms_of).unwrap_or_default()
        }
    };
    (choices, false)
}

fn terms_of(terms: &Value) -> Vec<Choice> {
    let terms = terms.as_array().into_iter().flatten();
    terms
        .filter_map(|term| {
            let text = |member: &str| term.get(member)?.as_str().map(ToOwned::to_owned);
            Some(Choice::new(text("id")?, text("label")?))
        })
        .collect()
}
