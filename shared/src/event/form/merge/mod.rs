//! Three-way merge of a form that two pages or devices changed, field by field.

#[cfg(test)]
mod tests;

use super::{EventForm, Field};
use crate::edition::{ANSWERS, AnswerPointer};
use crate::event::FormField;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Result of [`EventForm::merge`].
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// A field that one side changed has the value of that side; a disputed field has the value of `mine`.
    pub form: EventForm,
    /// Fields that both sides changed to different values: those of every edition in the order of the form, then the
    /// additional ones.
    pub disputed: Vec<FormField>,
}

/// Fields whose value is right only beside the first one: texts and focal point describe the image, the pin lies in the commune.
const DEPENDENT: [(Field, &[Field]); 2] = [
    (
        Field::ImageFile,
        &[
            Field::ImageFocus,
            Field::ImageLicence,
            Field::ImageAlt,
            Field::ImageCredits,
        ],
    ),
    (
        Field::PlaceInsee,
        &[Field::PlacePostalCode, Field::PlacePosition],
    ),
];

impl EventForm {
    /// Merges two versions of a form that began as `base`.
    ///
    /// Occurrences are merged one by one, by their id where they have one. Where the dependent fields of an image or a
    /// commune changed on one side and the image or commune on the other, all of them that differ are disputed.
    #[must_use]
    pub fn merge(base: &Self, mine: &Self, theirs: &Self) -> Merged {
        let (base, mine, theirs) = (base.to_json(), mine.to_json(), theirs.to_json());
        let entangled = entangled(&base, &mine, &theirs);
        let mut merged = mine.clone();
        let mut disputed = Vec::new();
        for field in fields_of(&[&base, &mine, &theirs]) {
            let pointer = field.pointer();
            let [was, here, there] = [&base, &mine, &theirs].map(|form| form.pointer(&pointer));
            if here == there {
                continue;
            }
            if entangled.contains(&*pointer) {
                disputed.push(field);
            } else if here == was {
                put(&mut merged, field, there);
            } else if there != was {
                match merge_occurrences(field, was, here, there) {
                    Some(occurrences) => put(&mut merged, field, Some(&occurrences)),
                    None => disputed.push(field),
                }
            }
        }
        Merged {
            form: Self::from_json(merged),
            disputed,
        }
    }

    /// The fields in which two forms differ: those of every edition in the order of the form, then the additional ones.
    pub fn differences(&self, other: &Self) -> Vec<FormField> {
        let (own, other) = (self.to_json(), other.to_json());
        fields_of(&[&own, &other])
            .into_iter()
            .filter(|field| own.pointer(&field.pointer()) != other.pointer(&field.pointer()))
            .collect()
    }

    /// This form with the given fields of another one.
    #[must_use]
    pub fn with_fields(&self, fields: &[FormField], other: &Self) -> Self {
        if fields.is_empty() {
            return self.clone();
        }
        let (mut own, other) = (self.to_json(), other.to_json());
        for field in fields {
            put(&mut own, *field, other.pointer(&field.pointer()));
        }
        Self::from_json(own)
    }

    /// The form in a JSON value that another version of this programme wrote: fields that cannot be parsed are empty.
    pub fn recovered(value: &Value) -> Self {
        if let Ok(form) = serde_json::from_value(value.clone()) {
            return form;
        }
        fields_of(&[value])
            .into_iter()
            .fold(Self::default(), |form, field| {
                let mut json = form.to_json();
                put(&mut json, field, value.pointer(&field.pointer()));
                serde_json::from_value(json).unwrap_or(form)
            })
    }

    pub(crate) fn to_json(&self) -> Value {
        serde_json::to_value(self).expect("a form always serialises")
    }

    fn from_json(value: Value) -> Self {
        serde_json::from_value(value).expect("each field has the value of a form")
    }
}

/// The fields of every edition, and the additional ones to which one of the serialised forms has an answer.
pub(in crate::event) fn fields_of(forms: &[&Value]) -> Vec<FormField> {
    let answers = forms
        .iter()
        .filter_map(|form| form.pointer(ANSWERS)?.as_object());
    let keys: BTreeSet<_> = answers
        .flat_map(serde_json::Map::keys)
        .filter_map(|key| key.parse().ok())
        .collect();
    let standard = Field::ALL.iter().copied().map(FormField::Standard);
    standard
        .chain(keys.into_iter().map(FormField::of_key))
        .collect()
}

/// Sets a field of a serialised form; `None` removes it.
fn put(form: &mut Value, field: FormField, value: Option<&Value>) {
    let pointer = field.pointer();
    let Some((parent, name)) = pointer.rsplit_once('/') else {
        return;
    };
    if let FormField::Additional(AnswerPointer(_)) = field
        && let Value::Object(members) = form
        && let Some(own) = parent.strip_prefix('/')
    {
        // A form without answers has no member for them.
        members
            .entry(own)
            .or_insert_with(|| Value::Object(serde_json::Map::new()));
    }
    let Some(Value::Object(parent)) = form.pointer_mut(parent) else {
        return;
    };
    match value {
        Some(value) => drop(parent.insert(name.to_owned(), value.clone())),
        None => drop(parent.remove(name)),
    }
}

/// Pointers of the fields of [`DEPENDENT`] that cannot be merged one by one.
fn entangled(base: &Value, mine: &Value, theirs: &Value) -> BTreeSet<&'static str> {
    let differ = |one: &Value, other: &Value, field: Field| {
        one.pointer(field.pointer()) != other.pointer(field.pointer())
    };
    let mut found = BTreeSet::new();
    for (first, dependents) in DEPENDENT {
        let all = || dependents.iter().copied().chain([first]);
        let touched = |side: &Value| all().any(|field| differ(side, base, field));
        let crossed = (differ(mine, base, first) && touched(theirs))
            || (differ(theirs, base, first) && touched(mine));
        if crossed && differ(mine, theirs, first) {
            found.extend(all().map(Field::pointer));
        }
    }
    found
}

/// Merges the occurrences of two forms, each list in the order of `here`; `None` when both sides changed the same
/// occurrence, and for any other field.
fn merge_occurrences(
    field: FormField,
    was: Option<&Value>,
    here: Option<&Value>,
    there: Option<&Value>,
) -> Option<Value> {
    if field != FormField::Standard(Field::Occurrences) {
        return None;
    }
    let lists = [was, here, there].map(|list| list.and_then(Value::as_array));
    let [Some(was), Some(here), Some(there)] = lists.map(|list| list.map(|rows| keyed(rows)))
    else {
        return None;
    };
    let [of_base, of_mine, of_theirs] =
        [&was, &here, &there].map(|rows| rows.iter().cloned().collect::<BTreeMap<_, _>>());
    let added = |rows: &BTreeMap<String, &Value>| {
        rows.keys()
            .filter(|key| !of_base.contains_key(*key))
            .cloned()
            .collect::<BTreeSet<_>>()
    };
    let (by_me, by_them) = (added(&of_mine), added(&of_theirs));
    // Without an id, a changed occurrence looks like one removed and one added: both sides may have changed the same one.
    let removed_by_both = of_base.iter().any(|(key, row)| {
        id_of(row).is_none() && !of_mine.contains_key(key) && !of_theirs.contains_key(key)
    });
    if removed_by_both && by_me != by_them {
        return None;
    }
    let mut merged = Vec::new();
    for (key, mine) in &here {
        let (base, theirs) = (of_base.get(key), of_theirs.get(key));
        match (base, theirs) {
            (None, None) => merged.push((*mine).clone()),
            (None, Some(theirs)) if theirs == mine => merged.push((*mine).clone()),
            (Some(base), None) if base == mine => {}
            (Some(base), Some(theirs)) if base == mine || theirs == mine => {
                merged.push((*theirs).clone());
            }
            (Some(base), Some(theirs)) if base == theirs => merged.push((*mine).clone()),
            _ => return None,
        }
    }
    for (key, theirs) in &there {
        match (of_base.get(key), of_mine.get(key)) {
            (None, None) => merged.push((*theirs).clone()),
            // This side removed what the other one changed.
            (Some(base), None) if base != theirs => return None,
            _ => {}
        }
    }
    Some(Value::Array(merged))
}

/// Occurrences by their id, or by their content and rank among equal ones.
fn keyed(rows: &[Value]) -> Vec<(String, &Value)> {
    let mut seen = BTreeMap::<String, usize>::new();
    rows.iter()
        .map(|row| {
            let name = id_of(row).map_or_else(|| row.to_string(), |id| format!("id {id}"));
            let rank = seen.entry(name.clone()).or_default();
            *rank += 1;
            (format!("{name} {rank}"), row)
        })
        .collect()
}

fn id_of(row: &Value) -> Option<&str> {
    row.get("id")?.as_str().filter(|id| !id.is_empty())
}
