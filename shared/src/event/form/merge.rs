//! Three-way merge of a form that two pages or devices changed, field by field.

use super::{EventForm, Field};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Result of [`EventForm::merge`].
#[derive(Debug, Clone, PartialEq)]
pub struct Merged {
    /// A field that one side changed has the value of that side; a disputed field has the value of `mine`.
    pub form: EventForm,
    /// Fields that both sides changed to different values, in the order of the form.
    pub disputed: Vec<Field>,
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
        for field in Field::ALL.iter().copied() {
            let [was, here, there] =
                [&base, &mine, &theirs].map(|form| form.pointer(field.pointer()));
            if here == there {
                continue;
            }
            if entangled.contains(&field.pointer()) {
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

    /// The fields in which two forms differ, in the order of the form.
    pub fn differences(&self, other: &Self) -> Vec<Field> {
        let (own, other) = (self.to_json(), other.to_json());
        Field::ALL
            .iter()
            .copied()
            .filter(|field| own.pointer(field.pointer()) != other.pointer(field.pointer()))
            .collect()
    }

    /// This form with the given fields of another one.
    #[must_use]
    pub fn with_fields(&self, fields: &[Field], other: &Self) -> Self {
        if fields.is_empty() {
            return self.clone();
        }
        let (mut own, other) = (self.to_json(), other.to_json());
        for field in fields {
            put(&mut own, *field, other.pointer(field.pointer()));
        }
        Self::from_json(own)
    }

    /// The form in a JSON value that another version of this programme wrote: fields that cannot be parsed are empty.
    pub fn recovered(value: &Value) -> Self {
        if let Ok(form) = serde_json::from_value(value.clone()) {
            return form;
        }
        Field::ALL.iter().fold(Self::default(), |form, field| {
            let mut json = form.to_json();
            put(&mut json, *field, value.pointer(field.pointer()));
            serde_json::from_value(json).unwrap_or(form)
        })
    }

    fn to_json(&self) -> Value {
        serde_json::to_value(self).expect("a form always serialises")
    }

    fn from_json(value: Value) -> Self {
        serde_json::from_value(value).expect("each field has the value of a form")
    }
}

/// Sets a field of a serialised form; `None` removes it.
fn put(form: &mut Value, field: Field, value: Option<&Value>) {
    let Some((parent, name)) = field.pointer().rsplit_once('/') else {
        return;
    };
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
    field: Field,
    was: Option<&Value>,
    here: Option<&Value>,
    there: Option<&Value>,
) -> Option<Value> {
    if field != Field::Occurrences {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::OccurrenceForm;
    use proptest::prelude::*;
    use serde_json::json;

    /// One of three valid values of a field; the first is that of an empty form.
    fn sample(field: Field, n: usize) -> Option<Value> {
        let row = |day: u8| json!({ "begin": format!("2018-03-{day}T09:00"), "end": "" });
        let of = |values: [Option<Value>; 3]| values.into_iter().nth(n).flatten();
        match field {
            Field::FollowsTheme => Some(json!(n == 1)),
            Field::ImageFile => of([
                None,
                Some(json!({ "id": "0a".repeat(32), "width": 480, "height": 320 })),
                Some(json!({ "id": "0b".repeat(32), "width": 480, "height": 320 })),
            ]),
            Field::ImageFocus => of([
                None,
                Some(json!({ "x": 10, "y": 20 })),
                Some(json!({ "x": 30, "y": 40 })),
            ]),
            Field::AttendanceMode => of([None, Some(json!("on_site")), Some(json!("online"))]),
            Field::AccessMode => of([None, Some(json!("open")), Some(json!("registration"))]),
            Field::PlacePosition => of([
                None,
                Some(json!({ "lon": 4.8, "lat": 45.7 })),
                Some(json!({ "lon": 2.3, "lat": 48.8 })),
            ]),
            Field::AgeMin | Field::AgeMax | Field::ExpectedParticipants => {
                of([None, Some(json!(11)), Some(json!(18))])
            }
            Field::Free => of([None, Some(json!(true)), Some(json!(false))]),
            Field::PublicBooking | Field::SchoolBooking => {
                Some(json!({ "url": "", "email": "", "phone": format!("{n}"), "deadline": "" }))
            }
            Field::Occurrences => of([
                Some(json!([])),
                Some(json!([row(26), row(27)])),
                Some(json!([row(27), row(28)])),
            ]),
            Field::Accessibility => of([
                Some(json!([])),
                Some(json!(["motor"])),
                Some(json!(["visual"])),
            ]),
            Field::OrganiserCoOrganisers
            | Field::Topics
            | Field::Sectors
            | Field::Audiences
            | Field::Constraints => of([Some(json!([])), Some(json!(["a"])), Some(json!(["b"]))]),
            _ => of([Some(json!("")), Some(json!("un")), Some(json!("deux"))]),
        }
    }

    fn form(choices: &[usize]) -> EventForm {
        let mut json = EventForm::default().to_json();
        for (field, n) in Field::ALL.iter().zip(choices) {
            put(&mut json, *field, sample(*field, *n).as_ref());
        }
        serde_json::from_value(json).unwrap()
    }

    /// A form, and two versions of it with some fields changed.
    fn versions() -> impl Strategy<Value = [EventForm; 3]> {
        let fields = Field::ALL.len();
        let change = prop_oneof![3 => Just(None), 1 => (0..3usize).prop_map(Some)];
        (
            prop::collection::vec(0..3usize, fields),
            prop::collection::vec(change.clone(), fields),
            prop::collection::vec(change, fields),
        )
            .prop_map(|(base, mine, theirs)| {
                let changed = |changes: &[Option<usize>]| {
                    let choices: Vec<_> = base
                        .iter()
                        .zip(changes)
                        .map(|(was, now)| now.unwrap_or(*was))
                        .collect();
                    form(&choices)
                };
                [form(&base), changed(&mine), changed(&theirs)]
            })
    }

    fn rows(form: &EventForm) -> Vec<String> {
        let mut rows: Vec<_> = form
            .occurrences
            .iter()
            .map(|row| format!("{row:?}"))
            .collect();
        rows.sort();
        rows
    }

    proptest! {
        #[test]
        fn merging_with_an_unchanged_side_gives_the_other([base, changed, _] in versions()) {
            for merged in [EventForm::merge(&base, &changed, &base), EventForm::merge(&base, &base, &changed)] {
                prop_assert_eq!(&merged.form, &changed);
                prop_assert!(merged.disputed.is_empty());
            }
            let same = EventForm::merge(&base, &changed, &changed);
            prop_assert_eq!((same.form, same.disputed), (changed, vec![]));
        }

        #[test]
        fn no_change_is_lost_without_a_question([base, mine, theirs] in versions()) {
            let Merged { form, disputed } = EventForm::merge(&base, &mine, &theirs);
            let merged = form.to_json();
            for side in [&mine, &theirs] {
                for field in side.differences(&base) {
                    let kept = merged.pointer(field.pointer()) == side.to_json().pointer(field.pointer());
                    let row_by_row = field == Field::Occurrences;
                    prop_assert!(kept || row_by_row || disputed.contains(&field), "{:?}", field);
                }
                if !disputed.contains(&Field::Occurrences) {
                    let (was, now, after) = (rows(&base), rows(side), rows(&form));
                    prop_assert!(now.iter().all(|row| was.contains(row) || after.contains(row)), "an added occurrence is lost");
                    prop_assert!(was.iter().all(|row| now.contains(row) || !after.contains(row)), "a removed occurrence is back");
                }
            }
            let mine = mine.to_json();
            for field in &disputed {
                prop_assert_eq!(merged.pointer(field.pointer()), mine.pointer(field.pointer()));
            }
        }

        #[test]
        fn the_order_of_the_sides_matters_only_for_disputed_fields([base, mine, theirs] in versions()) {
            let (one, other) = (EventForm::merge(&base, &mine, &theirs), EventForm::merge(&base, &theirs, &mine));
            prop_assert_eq!(&one.disputed, &other.disputed);
            for field in one.form.differences(&other.form) {
                prop_assert!(field == Field::Occurrences || one.disputed.contains(&field), "{:?}", field);
            }
            if !one.disputed.contains(&Field::Occurrences) {
                prop_assert_eq!(rows(&one.form), rows(&other.form));
            }
        }
    }

    fn occurrence(begin: &str) -> OccurrenceForm {
        OccurrenceForm {
            begin: begin.to_owned(),
            ..OccurrenceForm::default()
        }
    }

    #[test]
    fn two_people_may_change_different_fields_and_different_occurrences() {
        let base = EventForm {
            title: "Visite".to_owned(),
            occurrences: ["09:00", "10:00"].map(occurrence).to_vec(),
            ..EventForm::default()
        };
        let mut mine = base.clone();
        mine.summary = "Une heure".to_owned();
        mine.occurrences[0].begin = "09:15".to_owned();
        let mut theirs = base.clone();
        theirs.title = "Visite de la fonderie".to_owned();
        theirs.occurrences.remove(1);
        theirs.occurrences.push(occurrence("14:00"));

        let merged = EventForm::merge(&base, &mine, &theirs);

        assert_eq!(merged.disputed, []);
        assert_eq!(merged.form.title, "Visite de la fonderie");
        assert_eq!(merged.form.summary, "Une heure");
        assert_eq!(
            merged.form.occurrences,
            ["09:15", "14:00"].map(occurrence).to_vec()
        );
    }

    #[test]
    fn an_occurrence_that_both_changed_is_disputed() {
        let with = |begin: &[&str]| EventForm {
            occurrences: begin.iter().map(|begin| occurrence(begin)).collect(),
            ..EventForm::default()
        };
        let merge = |mine: &[&str], theirs: &[&str]| {
            EventForm::merge(&with(&["09:00", "10:00"]), &with(mine), &with(theirs)).disputed
        };
        assert_eq!(
            merge(&["09:15", "10:00"], &["09:30", "10:00"]),
            [Field::Occurrences]
        );
        assert_eq!(merge(&["09:15", "10:00"], &["10:00"]), [Field::Occurrences]);
        assert_eq!(merge(&["10:00"], &["10:00"]), []);
        assert_eq!(merge(&["09:00"], &["10:00"]), []);
    }

    #[test]
    fn an_occurrence_with_an_id_is_the_same_one_after_a_change() {
        let merge = |mine: Value, theirs: Value| {
            let base = json!([{ "id": "a", "begin": "9" }, { "id": "b", "begin": "10" }]);
            merge_occurrences(Field::Occurrences, Some(&base), Some(&mine), Some(&theirs))
        };
        let (a, b) = (
            json!({ "id": "a", "begin": "9" }),
            json!({ "id": "b", "begin": "10" }),
        );
        let (a2, b2) = (
            json!({ "id": "a", "begin": "9 h 15" }),
            json!({ "id": "b", "begin": "11" }),
        );
        assert_eq!(merge(json!([a2, b]), json!([a, b2])), Some(json!([a2, b2])));
        assert_eq!(
            merge(json!([a2, b]), json!([{ "id": "a", "begin": "8" }, b])),
            None
        );
        assert_eq!(merge(json!([a2, b]), json!([b])), None);
        assert_eq!(merge(json!([b]), json!([a2, b])), None);
        assert_eq!(merge(json!([b]), json!([b])), Some(json!([b])));
    }

    #[test]
    fn the_texts_of_an_image_are_not_merged_with_another_image() {
        let image = |byte: &str| {
            serde_json::from_value(json!({ "id": byte.repeat(32), "width": 480, "height": 320 }))
                .ok()
        };
        let mut base = EventForm::default();
        base.image.file = image("0a");
        let (mut mine, mut theirs) = (base.clone(), base.clone());
        mine.image.alt = "Une coulée".to_owned();
        theirs.image.file = image("0b");
        assert_eq!(
            EventForm::merge(&base, &mine, &theirs).disputed,
            [Field::ImageFile, Field::ImageAlt]
        );
    }

    #[test]
    fn the_fields_cover_the_whole_form() {
        fn leaves(value: &Value, pointer: &str, found: &mut Vec<String>) {
            match value {
                Value::Object(members) if Field::containing(pointer).is_none() => {
                    for (name, member) in members {
                        leaves(member, &format!("{pointer}/{name}"), found);
                    }
                }
                _ => found.push(pointer.to_owned()),
            }
        }
        let mut found = Vec::new();
        leaves(&form(&[1; Field::ALL.len()]).to_json(), "", &mut found);
        for pointer in found {
            assert!(Field::containing(&pointer).is_some(), "no field {pointer}");
        }
    }

    #[test]
    fn a_form_of_another_version_is_recovered_field_by_field() {
        let other = json!({
            "title": "Visite",
            "summary": { "fr": "Une heure" },
            "place": { "name": "Usine", "floor": 2 },
            "colour": "red",
        });
        let recovered = EventForm::recovered(&other);
        assert_eq!(
            (recovered.title.as_str(), recovered.place.name.as_str()),
            ("Visite", "Usine")
        );
        assert_eq!(recovered.summary, "");
    }
}
