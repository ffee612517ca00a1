//! Differences of two versions of an edition.

use super::Edition;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::{BTreeSet, HashMap};

/// Maximum number of differences that are returned.
const CHANGES_MAX: usize = 200;
/// Maximum number of characters of a value that is returned.
const VALUE_MAX: usize = 400;
/// Members that identify an item of a list.
const KEYS: [&str; 4] = ["id", "key", "territory", "criterion"];

/// A part of an edition that differs between two versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionChange {
    /// Path to it, by the identifiers of list items where they have some: `/vocabularies/kinds/company_visit/label`.
    #[cfg_attr(feature = "openapi", schema(example = "/window/last"))]
    pub path: String,
    /// Former value, as text or JSON of at most 400 characters; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// New value, in the same form; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl Edition {
    /// Differences of a later version from this one, at most 200, in the order of their paths.
    pub fn changes_to(&self, after: &Self) -> Vec<EditionChange> {
        let json = |edition: &Self| serde_json::to_value(edition).unwrap_or_default();
        let mut found = Vec::new();
        compare("", Some(&json(self)), Some(&json(after)), &mut found);
        found.truncate(CHANGES_MAX);
        found
    }
}

fn compare(
    path: &str,
    before: Option<&Value>,
    after: Option<&Value>,
    found: &mut Vec<EditionChange>,
) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(one)), Some(Value::Object(other))) => {
            compare_members(path, one, other, found);
        }
        (Some(Value::Array(one)), Some(Value::Array(other))) => {
            compare_items(path, one, other, found);
        }
        _ => found.push(EditionChange {
            path: path.to_owned(),
            before: before.map(displayed),
            after: after.map(displayed),
        }),
    }
}

fn compare_members(
    path: &str,
    before: &Map<String, Value>,
    after: &Map<String, Value>,
    found: &mut Vec<EditionChange>,
) {
    let names: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    for name in names {
        let path = format!("{path}/{name}");
        compare(&path, before.get(name), after.get(name), found);
    }
}

/// Items with an identifier are compared with the item of the same identifier, others with that at the same place.
fn compare_items(path: &str, before: &[Value], after: &[Value], found: &mut Vec<EditionChange>) {
    let (Some(one), Some(other)) = (keys(before), keys(after)) else {
        for at in 0..before.len().max(after.len()) {
            compare(
                &format!("{path}/{at}"),
                before.get(at),
                after.get(at),
                found,
            );
        }
        return;
    };
    let was: HashMap<&str, &Value> = one.iter().copied().zip(before).collect();
    let is: HashMap<&str, &Value> = other.iter().copied().zip(after).collect();
    let gone = one.iter().filter(|key| !is.contains_key(*key));
    for key in other.iter().chain(gone) {
        let path = format!("{path}/{key}");
        compare(&path, was.get(key).copied(), is.get(key).copied(), found);
    }
    let common = |keys: &[&str]| -> String {
        let both = keys
            .iter()
            .filter(|key| was.contains_key(*key) && is.contains_key(*key));
        both.copied().collect::<Vec<_>>().join(", ")
    };
    let (first, second) = (common(&one), common(&other));
    if first != second {
        found.push(EditionChange {
            path: path.to_owned(),
            before: Some(shortened(&first)),
            after: Some(shortened(&second)),
        });
    }
}

/// The identifier of each item, if all have different ones.
fn keys(items: &[Value]) -> Option<Vec<&str>> {
    let keys: Vec<&str> = items.iter().map(key_of).collect::<Option<_>>()?;
    let distinct: BTreeSet<&str> = keys.iter().copied().collect();
    (distinct.len() == keys.len()).then_some(keys)
}

fn key_of(item: &Value) -> Option<&str> {
    KEYS.iter()
        .find_map(|name| item.get(name).and_then(Value::as_str))
}

fn displayed(value: &Value) -> String {
    match value {
        Value::String(text) => shortened(text),
        other => shortened(&other.to_string()),
    }
}

fn shortened(text: &str) -> String {
    let mut short: String = text.chars().take(VALUE_MAX).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../data/editions/2018.json")).unwrap()
    }

    #[test]
    fn a_renamed_term_is_shown_by_its_identifier() {
        let (before, mut after) = (edition(), edition());
        after.vocabularies.kinds.swap(0, 1);
        after.vocabularies.kinds[0].label = "Portes ouvertes".to_owned();
        after.vocabularies.kinds[0].ended = true;
        after.number = None;

        let found = before.changes_to(&after);

        let paths: Vec<_> = found.iter().map(|it| it.path.as_str()).collect();
        assert_eq!(
            paths,
            [
                "/number",
                "/vocabularies/kinds/company_open_day/ended",
                "/vocabularies/kinds/company_open_day/label",
                "/vocabularies/kinds"
            ]
        );
        assert_eq!(found[0].before.as_deref(), Some("8"));
        assert_eq!(found[0].after, None);
        assert_eq!(found[2].after.as_deref(), Some("Portes ouvertes"));
        assert_eq!(before.changes_to(&before), []);
    }
}
