//! Merge of the changes of two people to the same version of an edition.

use serde_json::{Map, Value};

/// The changes of two people to one version of an edition.
#[derive(Debug, Clone, PartialEq)]
pub struct EditionMerge {
    /// The edition with the changes of both; where both changed the same part, with the value in `mine`.
    pub merged: Value,
    /// JSON pointers to the parts that both changed to different values.
    pub disputed: Vec<String>,
}

/// Applies the changes from `base` to `mine` to `theirs`. The smallest part that is merged is a property; of the vocabularies,
/// a list; of the letters, a kind; of the kit, one of its properties.
pub fn merge_editions(base: &Value, mine: &Value, theirs: &Value) -> EditionMerge {
    let mut disputed = Vec::new();
    let merged = merge("", base, mine, theirs, &mut disputed);
    EditionMerge { merged, disputed }
}

/// The part of an edition at a disputed pointer; null where there is none.
pub fn disputed_value(edition: &Value, pointer: &str) -> Value {
    edition.pointer(pointer).cloned().unwrap_or_default()
}

fn merge(
    pointer: &str,
    base: &Value,
    mine: &Value,
    theirs: &Value,
    disputed: &mut Vec<String>,
) -> Value {
    if mine == base || mine == theirs {
        return theirs.clone();
    }
    if theirs == base {
        return mine.clone();
    }
    let is_composite = matches!(pointer, "" | "/vocabularies" | "/letters" | "/kit");
    // Who writes the first letters adds to none.
    let none = Value::Object(Map::new());
    let base = if is_composite && base.is_null() {
        &none
    } else {
        base
    };
    match (base, mine, theirs) {
        (Value::Object(base), Value::Object(mine), Value::Object(theirs)) if is_composite => {
            Value::Object(merge_members(pointer, base, mine, theirs, disputed))
        }
        _ => {
            disputed.push(pointer.to_owned());
            mine.clone()
        }
    }
}

fn merge_members(
    pointer: &str,
    base: &Map<String, Value>,
    mine: &Map<String, Value>,
    theirs: &Map<String, Value>,
    disputed: &mut Vec<String>,
) -> Map<String, Value> {
    let mut merged = Map::new();
    for name in base.keys().chain(mine.keys()).chain(theirs.keys()) {
        if merged.contains_key(name) {
            continue;
        }
        let of = |side: &Map<String, Value>| side.get(name).cloned().unwrap_or_default();
        let inner = format!("{pointer}/{name}");
        let value = merge(&inner, &of(base), &of(mine), &of(theirs), disputed);
        merged.insert(name.clone(), value);
    }
    // Null stands for a property that is absent, as in an edition.
    merged.retain(|_, value| !value.is_null());
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn what_one_side_changed_is_taken_and_what_both_changed_is_asked() {
        let base =
            json!({ "name": "A", "theme": "B", "vocabularies": { "kinds": [1], "topics": [1] } });
        let mine = json!({ "name": "A1", "theme": "B1", "vocabularies": { "kinds": [1, 2], "topics": [1] } });
        let theirs = json!({ "name": "A", "theme": "B2", "number": 3, "vocabularies": { "kinds": [1], "topics": [] } });

        let EditionMerge { merged, disputed } = merge_editions(&base, &mine, &theirs);

        assert_eq!(
            merged,
            json!({ "name": "A1", "theme": "B1", "number": 3, "vocabularies": { "kinds": [1, 2], "topics": [] } })
        );
        assert_eq!(disputed, ["/theme"]);
    }

    #[test]
    fn two_people_reword_two_letters() {
        let letters = |of: &[&str]| {
            let of = of
                .iter()
                .map(|kind| ((*kind).to_owned(), json!({ "fr": {} })));
            json!({ "letters": Value::Object(of.collect()) })
        };
        let found = merge_editions(
            &letters(&["receipt"]),
            &letters(&["receipt", "refused"]),
            &letters(&["receipt", "labelled"]),
        );

        assert_eq!(found.merged, letters(&["receipt", "refused", "labelled"]));
        assert_eq!(found.disputed, Vec::<String>::new());
    }

    #[test]
    fn one_places_blocks_while_the_other_chooses_a_font() {
        let found = merge_editions(
            &json!({}),
            &json!({ "kit": { "files": [{ "key": "poster-a4" }] } }),
            &json!({ "kit": { "font": "noto_sans", "without": ["badges"] } }),
        );

        let kit = json!({ "files": [{ "key": "poster-a4" }], "font": "noto_sans", "without": ["badges"] });
        assert_eq!(found.merged, json!({ "kit": kit }));
        assert_eq!(found.disputed, Vec::<String>::new());
    }

    #[test]
    fn a_property_that_one_side_removed_is_gone() {
        let base = json!({ "name": "A", "number": 3 });
        let found = merge_editions(
            &base,
            &json!({ "name": "A" }),
            &json!({ "name": "B", "number": 3 }),
        );

        assert_eq!(found.merged, json!({ "name": "B" }));
        assert_eq!(found.disputed, Vec::<String>::new());
    }

    proptest! {
        #[test]
        fn one_side_alone_is_taken_whole(base in any::<[u8; 3]>(), mine in any::<[u8; 3]>()) {
            let json = |of: [u8; 3]| {
                let [a, b, c] = of;
                json!({ "a": a, "b": b, "vocabularies": { "c": c } })
            };
            let found = merge_editions(&json(base), &json(mine), &json(base));
            prop_assert_eq!(found.merged, json(mine));
            let other = merge_editions(&json(base), &json(base), &json(mine));
            prop_assert_eq!(other.merged, json(mine));
            prop_assert!(found.disputed.is_empty() && other.disputed.is_empty());
        }
    }
}
