//! Three-way merge of a form that two pages or devices changed, field by field.

#[cfg(test)]
mod tests;

use super::{EventForm, Field, OccurrenceForm};
use crate::edition::{ANSWERS, FieldKey};
use crate::event::FormField;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Two forms that were typed at the same time, put together by [`EventForm::merge`].
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
    /// Occurrences are merged one by one. Where the dependent fields of an image or a
    /// commune changed on one side and the image or commune on the other, all of them that differ are disputed.
    #[must_use]
    pub fn merge(base: &Self, mine: &Self, theirs: &Self) -> Merged {
        let entangled = entangled(base, mine, theirs);
        let mut form = mine.clone();
        let mut disputed = Vec::new();
        for field in fields_of(&[base, mine, theirs]) {
            if mine.agrees(theirs, field) {
                continue;
            }
            if entangled.iter().any(|it| field == (*it).into()) {
                disputed.push(field);
            } else if mine.agrees(base, field) {
                form.take(field, theirs);
            } else if !theirs.agrees(base, field) {
                let merged = (field == Field::Occurrences.into())
                    .then(|| merge_occurrences(base, mine, theirs))
                    .flatten();
                match merged {
                    Some(merged) => form.occurrences = merged,
                    None => disputed.push(field),
                }
            }
        }
        Merged { form, disputed }
    }

    /// The fields in which two forms differ: those of every edition in the order of the form, then the additional ones.
    pub fn differences(&self, other: &Self) -> Vec<FormField> {
        fields_of(&[self, other])
            .into_iter()
            .filter(|field| !self.agrees(other, *field))
            .collect()
    }

    /// This form with the given fields of another one.
    #[must_use]
    pub fn with_fields(&self, fields: &[FormField], other: &Self) -> Self {
        let mut form = self.clone();
        for field in fields {
            form.take(*field, other);
        }
        form
    }

    /// The form in a JSON value that another version of this programme wrote: fields that cannot be parsed are empty.
    pub fn recovered(value: &Value) -> Self {
        if let Ok(form) = serde_json::from_value(value.clone()) {
            return form;
        }
        let answers = value.pointer(ANSWERS).and_then(Value::as_object);
        let keys = answers.into_iter().flat_map(serde_json::Map::keys);
        let mut form = Self::default();
        for field in with_keys(keys.filter_map(|key| key.parse().ok()).collect()) {
            let pointer = field.pointer();
            let found = value.pointer(&pointer);
            let alone = found.map(|found| serde_json::from_value(nested(&pointer, found.clone())));
            if let Some(Ok(alone)) = alone {
                form.take(field, &alone);
            }
        }
        form
    }
}

/// The fields of every edition, and the additional ones to which one of the forms has an answer.
fn fields_of(forms: &[&EventForm]) -> Vec<FormField> {
    let answers = forms.iter().flat_map(|form| form.additional.iter());
    with_keys(answers.map(|(key, _)| key).collect())
}

fn with_keys(keys: BTreeSet<FieldKey>) -> Vec<FormField> {
    let standard = Field::ALL.iter().copied().map(FormField::Standard);
    standard
        .chain(keys.into_iter().map(FormField::of_key))
        .collect()
}

/// A serialised form that has nothing but a value at a pointer.
fn nested(pointer: &str, value: Value) -> Value {
    let names = pointer.rsplit('/').filter(|name| !name.is_empty());
    names.fold(value, |inner, name| {
        Value::Object([(name.to_owned(), inner)].into_iter().collect())
    })
}

/// The fields of [`DEPENDENT`] that cannot be merged one by one.
fn entangled(base: &EventForm, mine: &EventForm, theirs: &EventForm) -> Vec<Field> {
    let differ =
        |one: &EventForm, other: &EventForm, field: Field| !one.agrees(other, field.into());
    let mut found = Vec::new();
    for (first, dependents) in DEPENDENT {
        let all = || dependents.iter().copied().chain([first]);
        let touched = |side: &EventForm| all().any(|field| differ(side, base, field));
        let crossed = (differ(mine, base, first) && touched(theirs))
            || (differ(theirs, base, first) && touched(mine));
        if crossed && differ(mine, theirs, first) {
            found.extend(all());
        }
    }
    found
}

/// Merges the occurrences of two forms, each list in the order of `mine`; `None` when both sides may have changed the same
/// occurrence.
fn merge_occurrences(
    base: &EventForm,
    mine: &EventForm,
    theirs: &EventForm,
) -> Option<Vec<OccurrenceForm>> {
    let [was, here, there] = [base, mine, theirs].map(|form| ranked(&form.occurrences));
    let [of_base, of_mine, of_theirs] =
        [&was, &here, &there].map(|rows| rows.iter().copied().collect::<BTreeSet<_>>());
    // A changed occurrence looks like one removed and one added.
    let removed_by_both = of_base
        .iter()
        .any(|row| !of_mine.contains(row) && !of_theirs.contains(row));
    if removed_by_both
        && !of_mine
            .difference(&of_base)
            .eq(of_theirs.difference(&of_base))
    {
        return None;
    }
    let kept = here
        .iter()
        .filter(|row| !of_base.contains(*row) || of_theirs.contains(*row));
    let added = there
        .iter()
        .filter(|row| !of_base.contains(*row) && !of_mine.contains(*row));
    Some(kept.chain(added).map(|(row, _)| (*row).clone()).collect())
}

/// Occurrences with their rank among equal ones.
fn ranked(rows: &[OccurrenceForm]) -> Vec<(&OccurrenceForm, usize)> {
    let mut seen = BTreeMap::<&OccurrenceForm, usize>::new();
    rows.iter()
        .map(|row| {
            let rank = seen.entry(row).or_default();
            *rank += 1;
            (row, *rank)
        })
        .collect()
}
