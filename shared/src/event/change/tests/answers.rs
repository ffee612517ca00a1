//! Changes of answers to additional fields.

use super::{Fixture, FormField};
use crate::event::Field;
use serde_json::json;

/// A fixture whose edition asks for the size of groups of visits and whether these are guided; and their answers.
fn asked(kind: &str, answers: &serde_json::Value) -> Fixture {
    let mut fixture = Fixture::new();
    fixture.edition.additional = serde_json::from_value(json!([
        {
            "key": "size",
            "label": "Taille des groupes",
            "step": "public",
            "answer": { "type": "number", "min": 1, "max": 60 },
            "public": true,
            "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }]
        },
        { "key": "guided", "label": "Visite guidée", "step": "public", "answer": { "type": "yes_no" } }
    ]))
    .unwrap();
    kind.clone_into(&mut fixture.form.kind);
    fixture.form.additional = serde_json::from_value(answers.clone()).unwrap();
    fixture
}

fn answer(key: &str) -> FormField {
    FormField::of_key(key.parse().unwrap())
}

#[test]
fn a_changed_answer_is_public_at_once_unless_the_edition_says_otherwise() {
    let mut fixture = asked("company_visit", &json!({ "size": 12, "guided": true }));
    let mut changed = fixture.form.clone();
    changed.additional = serde_json::from_value(json!({ "size": 20 })).unwrap();

    let both = [answer("guided"), answer("size")];
    assert_eq!(fixture.plan(&changed).at_once, both);

    fixture.edition.rechecks.fields = vec![answer("size")];
    let plan = fixture.plan(&changed);
    assert_eq!(plan.at_once, [answer("guided")]);
    assert_eq!(plan.rechecked, [answer("size")]);
}

#[test]
fn an_answer_goes_with_the_field_that_asks_for_it() {
    let fixture = asked("other", &json!({ "guided": true }));
    let mut changed = fixture.form.clone();
    "company_visit".clone_into(&mut changed.kind);
    changed.additional = serde_json::from_value(json!({ "size": 20, "guided": false })).unwrap();

    let plan = fixture.plan(&changed);

    assert_eq!(plan.at_once, [answer("guided")]);
    assert_eq!(
        plan.rechecked,
        [Field::Kind.into(), Field::KindOther.into(), answer("size")]
    );
}

#[test]
fn an_answer_that_is_not_asked_is_no_change() {
    let fixture = asked("other", &json!({ "guided": true }));
    let mut changed = fixture.form.clone();
    changed.additional = serde_json::from_value(json!({ "size": 20, "guided": true })).unwrap();

    assert!(fixture.plan(&changed).is_empty());
}
