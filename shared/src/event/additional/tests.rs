use super::*;
use crate::edition::additional_tests::edition_with;
use crate::event::EventForm;
use crate::problem::Code;
use serde_json::json;

fn edition() -> Edition {
    edition_with(&json!([
        {
            "key": "size",
            "label": "Taille des groupes",
            "step": "public",
            "answer": { "type": "number", "min": 1, "max": 60 },
            "public": true,
            "required": true,
            "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }]
        },
        {
            "key": "note",
            "label": "Note interne",
            "step": "public",
            "answer": { "type": "line", "min": 1, "max": 60 }
        }
    ]))
}

fn key(text: &str) -> FieldKey {
    text.parse().unwrap()
}

fn form(kind: &str, answers: &serde_json::Value) -> EventForm {
    EventForm {
        kind: kind.to_owned(),
        additional: serde_json::from_value(answers.clone()).unwrap(),
        ..EventForm::default()
    }
}

fn misfits(form: &EventForm, stored: Option<&EventForm>) -> Vec<(String, Code)> {
    let faults = form.check_answers(&edition(), stored).err();
    let faults = faults.unwrap_or_default().into_iter();
    faults.map(|fault| (fault.pointer, fault.code)).collect()
}

#[test]
fn answers_round_trip_through_json() {
    let json = json!({ "a": true, "b": 12, "c": 1.5, "d": "texte", "e": ["x", "y"] });
    let answers: Answers = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(
        answers.get(key("b")),
        Some(&Answer::Number(Number::new(12.0)))
    );
    assert_eq!(serde_json::to_value(&answers).unwrap(), json);
    assert!(serde_json::from_value::<Answers>(json!({ "Not a key": 1 })).is_err());
    assert!(serde_json::from_value::<Answers>(json!({ "a": { "b": 1 } })).is_err());
    let form = serde_json::to_value(EventForm::default()).unwrap();
    assert_eq!(form.get("additional"), None);
}

#[test]
fn an_answer_that_is_not_asked_is_refused() {
    let visit = form("company_visit", &json!({ "size": 12, "note": "x" }));
    assert_eq!(misfits(&visit, None), []);
    let workshop = form(
        "workshop",
        &json!({ "size": 12, "note": "x", "colour": "red" }),
    );
    assert_eq!(
        misfits(&workshop, None),
        [
            ("/additional/colour".to_owned(), Code::UnknownValue),
            ("/additional/size".to_owned(), Code::NotAllowed),
        ]
    );
    assert_eq!(misfits(&form("workshop", &json!({ "size": "" })), None), []);
    // The kind has changed, and with it the meaning of the stored answer.
    assert_eq!(misfits(&workshop, Some(&visit)).len(), 2);
}

#[test]
fn answers_survive_a_changed_definition() {
    let stored = form("workshop", &json!({ "size": 12, "colour": "red" }));
    assert_eq!(misfits(&stored, Some(&stored)), []);
    let changed = form("workshop", &json!({ "size": 13, "colour": "red" }));
    assert_eq!(
        misfits(&changed, Some(&stored)),
        [("/additional/size".to_owned(), Code::NotAllowed)]
    );
    let mut faults = Vec::new();
    let submitted = stored.read_answers(&edition(), &mut faults);
    assert_eq!(faults, []);
    assert_eq!(
        serde_json::to_value(submitted).unwrap(),
        json!({ "colour": "red" })
    );
    let edition = edition();
    let retired: Vec<_> = stored
        .additional
        .retired(&edition)
        .map(|(key, _)| key)
        .collect();
    assert_eq!(retired, [key("colour")]);
}

#[test]
fn a_required_answer_is_asked_for_at_the_submission() {
    let mut faults = Vec::new();
    form("company_visit", &json!({ "note": "x" })).read_answers(&edition(), &mut faults);
    assert_eq!(
        faults
            .iter()
            .map(|it| (it.pointer.as_str(), it.code))
            .collect::<Vec<_>>(),
        [("/additional/size", Code::Required)]
    );
    assert_eq!(misfits(&form("company_visit", &json!({})), None), []);
}

#[test]
fn a_new_event_begins_with_the_answers_that_its_edition_asks_for() {
    let original = form(
        "company_visit",
        &json!({ "size": 12, "colour": "red", "note": "x" }),
    );
    let former = edition();
    let mut next = edition();
    next.additional.retain(|field| field.key != key("note"));

    let (renewed, ended) = original.renewed_in(&former, &next);

    assert_eq!(
        renewed.additional,
        form("", &json!({ "size": 12 })).additional
    );
    let named: Vec<_> = ended
        .iter()
        .map(|term| (term.pointer.as_str(), term.label.as_str()))
        .collect();
    assert_eq!(
        named,
        [
            ("/additional/colour", "colour"),
            ("/additional/note", "Note interne")
        ]
    );
    let carried = original.carried_to(&former);
    assert_eq!(
        carried.additional,
        form("", &json!({ "size": 12, "note": "x" })).additional
    );
}

#[test]
fn only_public_answers_are_public() {
    let answers = form("", &json!({ "size": 12, "note": "x", "colour": "red" })).additional;
    let all = PublicAnswer::all(&WithheldAnswers::new(answers), &edition());
    assert_eq!(
        serde_json::to_value(all).unwrap(),
        json!([{ "key": "size", "label": "Taille des groupes", "value": 12 }])
    );
}

#[test]
fn a_form_stores_a_bounded_number_of_answers() {
    let answers = (0..101).map(|n| (key(&format!("q{n}")), Answer::YesNo(true)));
    let form = EventForm {
        additional: answers.collect(),
        ..EventForm::default()
    };
    assert_eq!(form.check_storable().unwrap_err()[0].code, Code::TooMany);
}

#[test]
fn a_field_is_named_by_its_pointer() {
    let all: Vec<FormField> = FormField::all(&edition()).collect();
    for field in &all {
        let json = serde_json::to_value(field).unwrap();
        assert_eq!(json, json!(field.pointer()));
        assert_eq!(serde_json::from_value::<FormField>(json).unwrap(), *field);
        assert_eq!(FormField::at(&field.pointer()), Some(*field));
    }
    let inside = FormField::containing("/additional/size/2");
    assert_eq!(inside, Some(FormField::of_key(key("size"))));
    assert_eq!(FormField::at("/additional/size/2"), None);
    assert_eq!(FormField::at("/nothing"), None);
}

#[test]
fn what_describes_people_is_forgotten_with_its_documents() {
    let mut fields = json!([
        { "key": "badge", "label": "Pièce d’identité", "step": "public", "personal": true,
          "answer": { "type": "file", "types": ["pdf"], "maxBytes": 900 } },
        { "key": "escort", "label": "Accompagnateur", "step": "public", "personal": true,
          "answer": { "type": "line", "min": 1, "max": 60 } },
        { "key": "plan", "label": "Plan", "step": "public",
          "answer": { "type": "file", "types": ["pdf"], "maxBytes": 900 } }
    ]);
    let file =
        |byte: &str| json!({ "id": byte.repeat(32), "name": "a.pdf", "type": "pdf", "bytes": 9 });
    let answers = json!({
        "badge": file("0a"), "escort": "Zoé Petit", "plan": file("0b"), "retired": "oui"
    });
    let edition = edition_with(&fields);
    let mut answered = form("workshop", &answers);
    let forgotten = answered.additional.forget_people(&edition);
    assert_eq!(forgotten, [DocumentId::parse(&"0a".repeat(32)).unwrap()]);
    let kept: Vec<_> = answered
        .additional
        .iter()
        .map(|(key, _)| key.to_string())
        .collect();
    assert_eq!(kept, ["plan", "retired"]);

    fields[0]["personal"] = json!(false);
    let edition = edition_with(&fields);
    let mut answered = form("workshop", &answers);
    assert_eq!(answered.additional.forget_people(&edition), []);
    assert_eq!(answered.additional.files().count(), 2);
}
