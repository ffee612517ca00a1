//! Conditions of the JSON schema: demands on a form that depend on its other answers.

use super::additional::{answered, unanswered};
use super::values::{having, not_empty};
use serde_json::{Value, json};
use shared::edition::{
    AdditionalField, AnswerKind, AnswerPointer, Condition, Edition, StandardSubject, Subject,
};
use shared::event::{AccessMode, AttendanceMode};

/// Conditions among the fields that every edition has.
pub(super) fn standard(edition: &Edition) -> Vec<Value> {
    let modes = |has: fn(AttendanceMode) -> bool| {
        let ids = AttendanceMode::ALL
            .iter()
            .copied()
            .filter(|mode| has(*mode));
        having(
            "attendanceMode",
            &json!({ "enum": ids.collect::<Vec<_>>() }),
        )
    };
    let place = ["name", "address", "insee"].map(|name| having(name, &not_empty()));
    let others: Vec<&str> = edition
        .vocabularies
        .kinds
        .iter()
        .filter(|term| term.other)
        .map(|term| term.id.as_str())
        .collect();
    let access = |mode: AccessMode| having("accessMode", &json!({ "const": mode }));
    let booked = |name: &str| {
        let ways = ["url", "email", "phone"].map(|way| having(way, &not_empty()));
        having(name, &json!({ "anyOf": ways }))
    };
    vec![
        when(
            &modes(AttendanceMode::has_place),
            &having("place", &json!({ "allOf": place })),
        ),
        when(
            &modes(AttendanceMode::has_link),
            &having("onlineUrl", &not_empty()),
        ),
        when(
            &having("kind", &json!({ "enum": others })),
            &having("kindOther", &not_empty()),
        ),
        when(&access(AccessMode::SchoolsOnly), &booked("schoolBooking")),
        when(
            &access(AccessMode::Registration),
            &json!({ "anyOf": [booked("publicBooking"), booked("schoolBooking")] }),
        ),
    ]
}

fn when(condition: &Value, then: &Value) -> Value {
    json!({ "if": condition, "then": then })
}

/// Conditions of the additional fields: what is not asked has no answer, and what is required has one.
pub(super) fn additional(edition: &Edition) -> Vec<Value> {
    let fields = edition.additional.iter();
    fields.flat_map(|field| of_field(edition, field)).collect()
}

fn of_field(edition: &Edition, field: &AdditionalField) -> Vec<Value> {
    let all = |conditions: &[Condition]| -> Vec<Value> {
        let each = conditions.iter();
        each.map(|condition| holds(edition, condition)).collect()
    };
    let shown = all(&field.shown_when);
    let mut rules = Vec::new();
    if !shown.is_empty() {
        rules.push(json!({
            "if": { "allOf": shown },
            "then": true,
            "else": unanswered(field.key)
        }));
    }
    let some = json!({ "not": { "enum": ["", []] } });
    let required = answered(field.key, &some);
    if field.required && shown.is_empty() {
        rules.push(required);
    } else if field.required {
        rules.push(when(&json!({ "allOf": shown }), &required));
    } else if !field.required_when.is_empty() {
        let both = [shown, all(&field.required_when)].concat();
        rules.push(when(&json!({ "allOf": both }), &required));
    }
    rules
}

/// A form in which a condition holds. The answer of a field that is not asked is refused, so that it need not be told apart.
fn holds(edition: &Edition, condition: &Condition) -> Value {
    let values = json!({ "enum": condition.is_one_of });
    let some_of = json!({ "contains": values });
    match condition.field {
        Subject::Standard(StandardSubject::Kind) => having("kind", &values),
        Subject::Standard(StandardSubject::AttendanceMode) => having("attendanceMode", &values),
        Subject::Standard(StandardSubject::AccessMode) => having("accessMode", &values),
        Subject::Standard(StandardSubject::Audiences) => having("audiences", &some_of),
        Subject::Additional(AnswerPointer(key)) => {
            let field = edition.additional_field(key);
            let is_list = field.is_some_and(|it| matches!(it.answer, AnswerKind::Many { .. }));
            answered(key, if is_list { &some_of } else { &values })
        }
    }
}
