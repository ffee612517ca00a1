//! French names of the parts of an edition, by JSON pointer or path.

use crate::messages::{self, known, t_of};
use shared::problem::FieldProblem;

/// Lists of the vocabularies, by JSON name.
pub(super) const VOCABULARIES: [&str; 8] = [
    "kinds",
    "audiences",
    "organiserKinds",
    "sectors",
    "topics",
    "constraints",
    "imageLicences",
    "partnerKinds",
];

/// Element id of the control at a pointer, or of the one that edits the list around it.
pub(super) fn id_of(pointer: &str) -> String {
    let lists = ["/isOneOf/", "/rechecks/fields/", "/draftReminderDays/"];
    let inside = lists.iter().find_map(|list| {
        let (before, _) = pointer.split_once(list)?;
        Some(format!("{before}{}", list.trim_end_matches('/')))
    });
    let control = inside.as_deref().unwrap_or(pointer);
    format!("edition-{}", crate::ui::field_of(control))
}

/// Key of the name of what is at a pointer: its members without the numbers of list items. A term has the same names in every list.
fn key_of(pointer: &str) -> String {
    let members: Vec<&str> = pointer
        .split('/')
        .filter(|part| !part.is_empty() && !part.bytes().all(|b| b.is_ascii_digit()))
        .collect();
    match members.as_slice() {
        ["letters", _, _, rest @ ..] if !rest.is_empty() => format!("letter.{}", rest.join(".")),
        ["letters", ..] => "letters".to_owned(),
        ["vocabularies", _, rest @ ..] if !rest.is_empty() => format!("term.{}", rest.join(".")),
        _ => members.join("."),
    }
}

/// Name of the control at a pointer.
pub(super) fn label_of(pointer: &str) -> String {
    if pointer.is_empty() {
        return messages::t("edition.title").to_owned();
    }
    t_of("edition.field", &key_of(pointer))
}

/// Message for a fault: that of its place, where there is a more precise one than that of its code.
pub(super) fn sentence_of(fault: &FieldProblem) -> String {
    let key = format!("{}.{}", key_of(&fault.pointer), fault.code);
    known("edition.fault", &key).unwrap_or_else(|| messages::field_problem(fault))
}

/// Explanation of the control at a pointer, if there is one.
pub(super) fn hint_of(pointer: &str) -> Option<String> {
    let key = format!("edition.hint.{}", key_of(pointer));
    messages::all().get(&key).map(ToOwned::to_owned)
}

/// Names along a path, from the part of the edition inwards; an identifier stands for itself.
pub(super) fn in_words(path: &str) -> String {
    let mut known = String::new();
    let mut words = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty()) {
        let inner = if known.is_empty() {
            part.to_owned()
        } else {
            format!("{known}.{part}")
        };
        let of_term = known
            .strip_prefix("vocabularies.")
            .map(|_| format!("term.{part}"));
        let keys = [Some(inner.clone()), of_term];
        let name = keys
            .into_iter()
            .flatten()
            .find_map(|key| messages::all().get(&format!("edition.field.{key}")));
        match name {
            Some(name) => {
                words.push(name.to_owned());
                known = inner;
            }
            None => words.push(part.to_owned()),
        }
    }
    words.retain(|word| !word.is_empty());
    words.join(" › ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn leaves(pointer: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(members) => {
                for (name, value) in members {
                    leaves(&format!("{pointer}/{name}"), value, found);
                }
            }
            Value::Array(items) => {
                for (at, value) in items.iter().enumerate() {
                    leaves(&format!("{pointer}/{at}"), value, found);
                }
            }
            _ => found.push(pointer.to_owned()),
        }
    }

    #[test]
    fn every_part_of_the_editions_that_ship_has_a_name() {
        for text in [
            include_str!("../../../../data/editions/2018.json"),
            include_str!("../../../../data/editions/template.json"),
        ] {
            let mut found = Vec::new();
            leaves("", &serde_json::from_str(text).unwrap(), &mut found);
            for pointer in found {
                assert!(!label_of(&pointer).is_empty(), "{pointer}");
            }
        }
        for list in VOCABULARIES {
            assert!(!label_of(&format!("/vocabularies/{list}")).is_empty());
        }
    }

    #[test]
    fn a_path_is_told_in_words() {
        let words = in_words("/vocabularies/kinds/company_visit/label");
        assert!(words.contains(" › company_visit › "), "{words}");
        assert!(!words.contains("kinds"), "{words}");
        assert_eq!(
            id_of("/vocabularies/kinds/3/label"),
            "edition-vocabularies-kinds-3-label"
        );
    }
}
