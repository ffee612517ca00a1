//! Schemas of single values.

use serde_json::{Map, Value, json};
use shared::edition::Term;
use shared::text::Limits;

/// A text that must be there.
pub(super) fn text(limits: Limits) -> Value {
    json!({ "type": "string", "minLength": limits.min, "maxLength": limits.max })
}

/// A text that may be empty.
pub(super) fn optional_text(limits: Limits) -> Value {
    json!({
        "type": "string",
        "maxLength": limits.max,
        "anyOf": [{ "maxLength": 0 }, { "minLength": limits.min }]
    })
}

/// A text of which only the notation is described; it may be empty unless `pattern` says otherwise.
pub(super) fn written(pattern: &str) -> Value {
    json!({ "type": "string", "maxLength": 2_000, "pattern": pattern })
}

/// The identifier of a term, each with its label.
pub(super) fn one_of<'a>(terms: impl IntoIterator<Item = (&'a str, &'a str, bool)>) -> Value {
    let choices: Vec<Value> = terms
        .into_iter()
        .map(|(id, label, ended)| {
            let mut choice = json!({ "const": id, "title": label });
            if ended && let Some(members) = choice.as_object_mut() {
                members.insert("deprecated".to_owned(), true.into());
            }
            choice
        })
        .collect();
    json!({ "type": "string", "oneOf": choices })
}

/// Identifier, label and whether it has ended, for each term, as [`one_of`] takes them.
pub(super) fn vocabulary(terms: &[Term]) -> impl Iterator<Item = (&str, &str, bool)> {
    terms
        .iter()
        .map(|term| (term.id.as_str(), term.label.as_str(), term.ended))
}

/// Different identifiers of terms.
pub(super) fn many_of(item: &Value, most: usize) -> Value {
    json!({ "type": "array", "items": item, "uniqueItems": true, "maxItems": most })
}

/// An object with these members and no others.
pub(super) fn object(
    members: impl IntoIterator<Item = (&'static str, Value)>,
    required: &[&str],
) -> Value {
    let members: Map<String, Value> = members
        .into_iter()
        .map(|(name, schema)| (name.to_owned(), schema))
        .collect();
    json!({
        "type": "object",
        "properties": members,
        "required": required,
        "additionalProperties": false
    })
}

/// An object that has a member which fits a schema, whatever else it has.
pub(super) fn having(name: &str, schema: &Value) -> Value {
    json!({ "properties": { name: schema }, "required": [name] })
}

/// A text that is not empty.
pub(super) fn not_empty() -> Value {
    json!({ "minLength": 1 })
}
