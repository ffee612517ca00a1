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

/// A form with one field set.
fn with(field: Field, value: Option<Value>) -> EventForm {
    value.map_or_else(EventForm::default, |value| {
        serde_json::from_value(nested(field.pointer(), value)).unwrap()
    })
}

fn form(choices: &[usize]) -> EventForm {
    let mut form = EventForm::default();
    for (field, n) in Field::ALL.iter().zip(choices) {
        form.take((*field).into(), &with(*field, sample(*field, *n)));
    }
    form
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
        for side in [&mine, &theirs] {
            for field in side.differences(&base) {
                let kept = form.agrees(side, field);
                let row_by_row = field == Field::Occurrences.into();
                prop_assert!(kept || row_by_row || disputed.contains(&field), "{:?}", field);
            }
            if !disputed.contains(&Field::Occurrences.into()) {
                let (was, now, after) = (rows(&base), rows(side), rows(&form));
                prop_assert!(now.iter().all(|row| was.contains(row) || after.contains(row)), "an added occurrence is lost");
                prop_assert!(was.iter().all(|row| now.contains(row) || !after.contains(row)), "a removed occurrence is back");
            }
        }
        for field in &disputed {
            prop_assert!(form.agrees(&mine, *field), "{:?}", field);
        }
    }

    #[test]
    fn the_order_of_the_sides_matters_only_for_disputed_fields([base, mine, theirs] in versions()) {
        let (one, other) = (EventForm::merge(&base, &mine, &theirs), EventForm::merge(&base, &theirs, &mine));
        prop_assert_eq!(&one.disputed, &other.disputed);
        for field in one.form.differences(&other.form) {
            prop_assert!(field == Field::Occurrences.into() || one.disputed.contains(&field), "{:?}", field);
        }
        if !one.disputed.contains(&Field::Occurrences.into()) {
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
        [Field::Occurrences.into()]
    );
    assert_eq!(
        merge(&["09:15", "10:00"], &["10:00"]),
        [Field::Occurrences.into()]
    );
    assert_eq!(merge(&["10:00"], &["10:00"]), []);
    assert_eq!(merge(&["09:00"], &["10:00"]), []);
}

#[test]
fn the_texts_of_an_image_are_not_merged_with_another_image() {
    let image = |byte: &str| {
        serde_json::from_value(json!({ "id": byte.repeat(32), "width": 480, "height": 320 })).ok()
    };
    let mut base = EventForm::default();
    base.image.file = image("0a");
    let (mut mine, mut theirs) = (base.clone(), base.clone());
    mine.image.alt = "Une coulée".to_owned();
    theirs.image.file = image("0b");
    assert_eq!(
        EventForm::merge(&base, &mine, &theirs).disputed,
        [Field::ImageFile.into(), Field::ImageAlt.into()]
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
    let whole = form(&[1; Field::ALL.len()]);
    leaves(&serde_json::to_value(whole).unwrap(), "", &mut found);
    for pointer in found {
        assert!(Field::containing(&pointer).is_some(), "no field {pointer}");
    }
}

#[test]
fn each_field_is_where_its_pointer_says() {
    let empty = EventForm::default();
    let serialised = serde_json::to_value(&empty).unwrap();
    for field in Field::ALL.iter().copied() {
        let changed = with(field, sample(field, 1));
        assert_eq!(changed.differences(&empty), [field.into()]);
        assert_eq!(empty.with_fields(&[field.into()], &changed), changed);
        assert_eq!(changed.with_fields(&[field.into()], &empty), empty);

        let json = serde_json::to_value(&changed).unwrap();
        for other in Field::ALL.iter().map(|other| other.pointer()) {
            let differs = json.pointer(other) != serialised.pointer(other);
            assert_eq!(differs, other == field.pointer(), "{field:?}: {other}");
        }
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

#[test]
fn answers_to_additional_fields_are_merged_one_by_one() {
    let with = |answers: &[(&str, &str)]| EventForm {
        additional: answers
            .iter()
            .map(|(key, text)| {
                (
                    key.parse().unwrap(),
                    crate::event::Answer::Text((*text).to_owned()),
                )
            })
            .collect(),
        ..EventForm::default()
    };
    let base = with(&[("badge", "oui")]);

    let merged = EventForm::merge(&base, &with(&[]), &with(&[("badge", "oui"), ("tour", "2")]));
    assert_eq!(merged.form, with(&[("tour", "2")]));
    assert_eq!(merged.disputed, []);

    let merged = EventForm::merge(&base, &with(&[("badge", "non")]), &with(&[]));
    let badge = FormField::of_key("badge".parse().unwrap());
    assert_eq!(merged.disputed, [badge]);
    assert_eq!(base.with_fields(&[badge], &EventForm::default()), with(&[]));
    let mut other = serde_json::to_value(&base).unwrap();
    assert_eq!(EventForm::recovered(&other), base);
    other["colour"] = json!("red");
    assert_eq!(EventForm::recovered(&other), base);
}
