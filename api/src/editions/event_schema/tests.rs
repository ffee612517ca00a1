use super::schema;
use boon::{Compiler, Draft, SchemaIndex, Schemas};
use proptest::prelude::*;
use serde_json::{Value, json};
use shared::edition::Edition;
use shared::event::{Answer, EventForm, Number};
use shared::place::{Commune, DepartmentCode, InseeCode, Position, RegionCode};

const ADDRESS: &str = "https://semaine.example.org/api/v1/editions/2018/event.schema.json";

/// The edition of 2018 with one field of each kind, which depend on each other in a chain.
fn edition() -> Edition {
    let mut edition: Value =
        serde_json::from_str(include_str!("../../../../data/editions/2018.json")).unwrap();
    let terms = json!([
        { "id": "a", "label": "A" },
        { "id": "b", "label": "B" },
        { "id": "c", "label": "C", "ended": true }
    ]);
    let field = |key: &str, answer: &Value| json!({ "key": key, "label": format!("Question {key}"), "step": "public", "answer": answer });
    let with = |mut field: Value, more: Value| {
        let more = more.as_object().unwrap().clone();
        field.as_object_mut().unwrap().extend(more);
        field
    };
    let visit = json!([{ "field": "/kind", "isOneOf": ["company_visit"] }]);
    edition["additional"] = json!([
        with(
            field("guided", &json!({ "type": "yes_no" })),
            json!({ "required": true, "shownWhen": visit })
        ),
        with(
            field(
                "size",
                &json!({ "type": "number", "min": -2, "max": 60, "step": 0.5 })
            ),
            json!({
                "shownWhen": [{ "field": "/additional/guided", "isOneOf": [true] }],
                "requiredWhen": [{ "field": "/audiences", "isOneOf": ["pupils", "students"] }]
            })
        ),
        with(
            field("gear", &json!({ "type": "many", "terms": terms, "max": 2 })),
            json!({ "shownWhen": visit })
        ),
        with(
            field("helmet", &json!({ "type": "line", "min": 2, "max": 5 })),
            json!({ "shownWhen": [{ "field": "/additional/gear", "isOneOf": ["a"] }], "required": true })
        ),
        with(
            field("link", &json!({ "type": "one", "terms": terms })),
            json!({ "requiredWhen": [{ "field": "/accessMode", "isOneOf": ["schools_only"] }] })
        ),
        field("story", &json!({ "type": "prose", "min": 3, "max": 9 })),
        with(
            field(
                "plan",
                &json!({ "type": "file", "types": ["pdf", "jpeg"], "maxBytes": 60 })
            ),
            json!({ "shownWhen": visit })
        ),
    ]);
    let edition: Edition = serde_json::from_value(edition).unwrap();
    assert_eq!(edition.faults(), Vec::<String>::new());
    edition
}

fn villeurbanne() -> Commune {
    Commune {
        insee: InseeCode::parse("69266").unwrap(),
        name: "Villeurbanne".into(),
        postal_codes: vec!["69100".into()],
        department: DepartmentCode::parse("69").unwrap(),
        department_name: "Rhône".into(),
        region: RegionCode::parse("84").unwrap(),
        region_name: "Auvergne-Rhône-Alpes".into(),
        position: Position::new(4.88, 45.77).unwrap(),
        population: 150_000,
    }
}

fn complete() -> EventForm {
    serde_json::from_value(json!({
        "organiser": {
            "name": "Fonderie du Rhône",
            "kind": "company",
            "contactName": "Camille Martin",
            "contactEmail": "camille@example.org"
        },
        "title": "Visite de la fonderie",
        "summary": "Du métal liquide à la pièce finie, en une heure.",
        "description": "Nous ouvrons nos ateliers aux collégiens et lycéens.",
        "kind": "company_visit",
        "attendanceMode": "on_site",
        "place": { "name": "Usine", "address": "1 rue de l’Usine", "insee": "69266" },
        "occurrences": [{ "begin": "2018-03-26T09:00", "end": "2018-03-26T10:00" }],
        "audiences": ["general_public"],
        "accessMode": "open",
        "free": true,
        "schoolBooking": { "email": "accueil@example.org" },
        "expectedParticipants": 12,
        "commitmentsVersion": "2018-1"
    }))
    .unwrap()
}

struct Schema {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Schema {
    fn of(edition: &Edition) -> Self {
        let mut schemas = Schemas::new();
        let mut compiler = Compiler::new();
        compiler.set_default_draft(Draft::V2020_12);
        compiler
            .add_resource(ADDRESS, schema(edition, ADDRESS))
            .unwrap();
        let index = compiler.compile(ADDRESS, &mut schemas).unwrap();
        Self { schemas, index }
    }

    fn accepts(&self, form: &EventForm) -> Result<(), String> {
        let form = serde_json::to_value(form).unwrap();
        self.schemas
            .validate(&form, self.index)
            .map_err(|error| format!("{error:#}"))
    }
}

/// True when the programme accepts the form for submission.
fn is_accepted(form: &EventForm, edition: &Edition) -> bool {
    form.check_answers(edition, None).is_ok() && form.parse(edition, Some(&villeurbanne())).is_ok()
}

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn terms(ids: &[&str]) -> Answer {
    Answer::Terms(ids.iter().map(ToString::to_string).collect())
}

/// Answers that fit, that do not, and those of another kind.
fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<bool>().prop_map(Answer::YesNo),
        (-12..260_i32).prop_map(|quarters| Answer::Number(Number::new(f64::from(quarters) / 4.0))),
        "[a-c]|[a-z]{1,10}".prop_map(Answer::Text),
        prop::sample::subsequence(vec!["a", "b", "c", "d"], 1..=4).prop_map(|ids| terms(&ids)),
        Just(terms(&["a", "a"])),
        document(),
    ]
}

/// Documents of types and sizes that the field accepts, and others.
fn document() -> impl Strategy<Value = Answer> {
    let types = prop::sample::select(vec!["pdf", "jpeg", "png"]);
    let name = prop::sample::select(vec!["plan.pdf", "plan d’accès.jpg", "plan.png", "plan"]);
    (types, name, 0..70_u32).prop_map(|(document_type, name, bytes)| {
        let file =
            json!({ "id": "0a".repeat(32), "name": name, "type": document_type, "bytes": bytes });
        Answer::File(serde_json::from_value(file).unwrap())
    })
}

fn forms() -> impl Strategy<Value = EventForm> {
    let keys = [
        "guided", "size", "gear", "helmet", "link", "story", "plan", "other",
    ];
    // Answers of the right kind come up often enough for both outcomes to be tested.
    let fitting = |key: &str| match key {
        "guided" => any::<bool>().prop_map(Answer::YesNo).boxed(),
        "size" => (0..100_i32)
            .prop_map(|halves| Answer::Number(Number::new(f64::from(halves) / 2.0)))
            .boxed(),
        "gear" => prop::sample::subsequence(vec!["a", "b", "c"], 1..=2)
            .prop_map(|ids| terms(&ids))
            .boxed(),
        "link" => "[a-c]".prop_map(Answer::Text).boxed(),
        "plan" => document().boxed(),
        _ => "[a-z]{3,5}".prop_map(Answer::Text).boxed(),
    };
    let answers: Vec<_> = keys
        .into_iter()
        .map(|key| {
            let usual = if key == "other" { 0 } else { 6 };
            let any = prop_oneof![usual + 1 => fitting(key), 1 => answer()];
            let weight = if key == "other" { 0.03 } else { 0.6 };
            prop::option::weighted(weight, any).prop_map(move |answer| (key, answer))
        })
        .collect();
    let kind = prop_oneof![3 => Just("company_visit"), 1 => Just("workshop")];
    let audience = prop_oneof![Just("pupils"), Just("general_public")];
    let access = prop_oneof![Just("open"), Just("schools_only")];
    (answers, kind, audience, access).prop_map(|(answers, kind, audience, access)| EventForm {
        kind: kind.to_owned(),
        audiences: vec![audience.to_owned()],
        access_mode: shared::event::AccessMode::parse(access),
        additional: answers
            .into_iter()
            .filter_map(|(key, answer)| Some((key.parse().unwrap(), answer?)))
            .collect(),
        ..complete()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_schema_accepts_what_the_programme_accepts(form in forms()) {
        thread_local! {
            static SCHEMA: (Edition, Schema) = {
                let edition = edition();
                let schema = Schema::of(&edition);
                (edition, schema)
            };
        }
        SCHEMA.with(|(edition, schema)| {
            let (own, by_schema) = (is_accepted(&form, edition), schema.accepts(&form));
            prop_assert_eq!(own, by_schema.is_ok(), "{:?} {:?}", form.additional, by_schema);
            Ok(())
        })?;
    }

    #[test]
    fn the_schema_accepts_every_stored_answer(form in forms()) {
        thread_local! {
            static SCHEMA: (Edition, Schema) = {
                let edition = edition();
                let schema = Schema::of(&edition);
                (edition, schema)
            };
        }
        SCHEMA.with(|(edition, schema)| {
            let form = form.carried_to(edition);
            if let Ok(content) = form.parse(edition, Some(&villeurbanne())) {
                let stored = EventForm { additional: content.additional, ..form };
                prop_assert_eq!(schema.accepts(&stored), Ok(()));
            }
            Ok(())
        })?;
    }
}

type Spoil = fn(&mut EventForm);

#[test]
fn the_fields_of_every_edition_are_described() {
    let edition = edition();
    let schema = Schema::of(&edition);
    let mut form = complete();
    form.additional
        .set("guided".parse().unwrap(), Answer::YesNo(false));
    assert_eq!(schema.accepts(&form), Ok(()));
    assert!(is_accepted(&form, &edition));
    let spoilt: [(&str, Spoil); 10] = [
        ("title", |form| form.title = "Oui".to_owned()),
        ("kind", |form| form.kind = "tea_party".to_owned()),
        ("audiences", |form| form.audiences.clear()),
        ("commune", |form| form.place.insee.clear()),
        ("occurrences", |form| form.occurrences.clear()),
        ("free", |form| form.free = Some(false)),
        ("participants", |form| form.expected_participants = Some(0)),
        ("commitments", |form| form.commitments_version.clear()),
        ("alternative text", |form| {
            form.image.alt = "Une coulée".to_owned();
        }),
        ("link", |form| {
            form.attendance_mode = Some(shared::event::AttendanceMode::Mixed);
        }),
    ];
    for (what, spoil) in spoilt {
        let mut form = form.clone();
        spoil(&mut form);
        assert!(schema.accepts(&form).is_err(), "{what}");
    }
}

#[test]
fn an_answer_of_another_kind_of_event_is_refused_by_both() {
    let edition = edition();
    let schema = Schema::of(&edition);
    let mut form = EventForm {
        kind: "workshop".to_owned(),
        ..complete()
    };
    assert_eq!(schema.accepts(&form), Ok(()));
    form.additional.set("gear".parse().unwrap(), terms(&["b"]));

    assert!(schema.accepts(&form).is_err());
    let faults = form.check_answers(&edition, None).unwrap_err();
    assert_eq!(faults[0].pointer, "/additional/gear");

    form.additional = [("story".parse().unwrap(), text("Bonjour"))]
        .into_iter()
        .collect();
    assert_eq!(schema.accepts(&form), Ok(()));
    assert!(is_accepted(&form, &edition));
}
