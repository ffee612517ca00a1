//! Answers to the additional fields, without their conditions.

use super::values::{many_of, one_of};
use serde_json::{Map, Value, json};
use shared::edition::{AdditionalField, AnswerKind, AnswerTerm, Edition, FieldKey};
use shared::event::DocumentType;

/// Schema of all answers.
pub(super) fn answers(edition: &Edition) -> Value {
    let fields: Map<String, Value> = edition
        .additional
        .iter()
        .map(|field| (field.key.to_string(), answer(field)))
        .collect();
    json!({ "type": "object", "properties": fields, "additionalProperties": false })
}

fn answer(field: &AdditionalField) -> Value {
    let mut schema = match &field.answer {
        AnswerKind::Line { min, max } | AnswerKind::Prose { min, max } => json!({
            "type": "string",
            "maxLength": max,
            "anyOf": [{ "maxLength": 0 }, { "minLength": min }]
        }),
        AnswerKind::Number { min, max, step } => json!({
            "type": "number",
            "minimum": min,
            "maximum": max,
            "multipleOf": step
        }),
        AnswerKind::One { terms } => json!({ "anyOf": [{ "const": "" }, choice(terms)] }),
        AnswerKind::Many { terms, max } => {
            let most = max.and_then(|max| usize::try_from(max).ok());
            many_of(&choice(terms), most.unwrap_or(terms.len()))
        }
        AnswerKind::YesNo {} => json!({ "type": "boolean" }),
        AnswerKind::File { types, max_bytes } => document(types, *max_bytes),
    };
    if let Some(members) = schema.as_object_mut() {
        members.insert("title".to_owned(), field.label.as_str().into());
        if !field.help.is_empty() {
            members.insert("description".to_owned(), field.help.as_str().into());
        }
    }
    schema
}

/// A document, as its upload returned it.
fn document(types: &[DocumentType], max_bytes: u32) -> Value {
    let of_type = |it: &DocumentType| {
        let name = format!(r#"^[^\s/\\"](.*[^\s/\\"])?\.{}$"#, it.extension());
        json!({ "properties": { "type": { "const": it }, "name": { "pattern": name } } })
    };
    json!({
        "type": "object",
        "properties": {
            "id": { "type": "string", "pattern": "^[0-9a-f]{64}$" },
            "name": { "type": "string", "maxLength": 120 },
            "type": { "enum": types },
            "bytes": { "type": "integer", "minimum": 1, "maximum": max_bytes }
        },
        "required": ["id", "name", "type", "bytes"],
        "additionalProperties": false,
        "anyOf": types.iter().map(of_type).collect::<Vec<_>>()
    })
}

fn choice(terms: &[AnswerTerm]) -> Value {
    one_of(
        terms
            .iter()
            .map(|term| (term.id.as_str(), term.label.as_str(), term.ended)),
    )
}

/// A form that has an answer which fits a schema.
pub(super) fn answered(key: FieldKey, schema: &Value) -> Value {
    json!({
        "properties": {
            "additional": { "properties": { key.as_str(): schema }, "required": [key] }
        },
        "required": ["additional"]
    })
}

/// A form in which a field has no answer, or a blank one.
pub(super) fn unanswered(key: FieldKey) -> Value {
    json!({
        "properties": { "additional": { "properties": { key.as_str(): { "enum": ["", []] } } } }
    })
}
