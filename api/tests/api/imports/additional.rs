//! Columns of the additional fields of an edition.

use super::{HEADER, IMPORTS, committed, event, line, previewed};
use crate::support::{Engine, TestApp, edition};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::Edition;
use shared::import::{Import, ImportCounts, ImportTarget};
use shared::problem::Code;

fn edition_with_fields() -> Edition {
    let mut edition = serde_json::to_value(edition()).unwrap();
    let terms = json!([
        { "id": "helmet", "label": "Casque" },
        { "id": "glasses", "label": "Lunettes, fermées" }
    ]);
    edition["additional"] = json!([
        {
            "key": "visit-capacity",
            "label": "Visiteurs par groupe",
            "step": "public",
            "answer": { "type": "number", "min": 0, "max": 2_000, "step": 0.5 },
            "required": true,
            "shownWhen": [{ "field": "/kind", "isOneOf": ["company_visit"] }]
        },
        { "key": "gate-code", "label": "Code du portail", "step": "public", "answer": { "type": "line", "min": 2, "max": 20 } },
        { "key": "gear", "label": "Équipement", "step": "public", "answer": { "type": "many", "terms": terms } },
        { "key": "guided", "label": "Visite guidée", "step": "public", "answer": { "type": "yes_no" } }
    ]);
    serde_json::from_value(edition).unwrap()
}

fn table(lines: &[(&str, &str, &str)]) -> String {
    let mut table = format!("{HEADER};Visiteurs par groupe;code du portail;gear;Visite guidée\r\n");
    for (id, kind, answers) in lines {
        let line = line(id, &format!("Visite {id}")).replace("Visite d’entreprise", kind);
        table.extend([line.as_str(), ";", answers, "\r\n"]);
    }
    table
}

#[rstest]
#[tokio::test]
async fn each_additional_field_has_a_column(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition_with_fields());
    let person = app.organiser().await;
    let file = table(&[
        (
            "a",
            "Visite d’entreprise",
            "1 200,5;0042;Lunettes, fermées, casque;oui",
        ),
        ("b", "Visite d’entreprise", ";;;"),
        ("c", "Conférence", ";0007;;non"),
    ]);

    let import = previewed(&person, file.clone()).await;
    let targets: Vec<ImportTarget> = import.columns.iter().filter_map(|it| it.field).collect();
    let capacity = ImportTarget::of_key("visit-capacity".parse().unwrap());
    assert!(targets.contains(&capacity), "{targets:?}");
    let report = import.report.clone().unwrap();
    assert_eq!(report.counts.wrong, 0, "{:?}", report.faults);
    let missing = report.missing.iter();
    assert_eq!(
        missing
            .map(|it| (it.pointer.as_str(), it.rows))
            .collect::<Vec<_>>(),
        [("/additional/visit-capacity", 1)]
    );
    committed(&person, &import).await;

    let answers = |id: &'static str| {
        let person = &person;
        async move { serde_json::to_value(event(person, id).await.form.additional).unwrap() }
    };
    assert_eq!(
        answers("a").await,
        json!({ "visit-capacity": 1_200.5, "gate-code": "0042", "gear": ["glasses", "helmet"], "guided": true })
    );
    assert_eq!(answers("b").await, json!({}));
    assert_eq!(
        answers("c").await,
        json!({ "gate-code": "0007", "guided": false })
    );
    let again = previewed(&person, file).await.report.unwrap();
    let unchanged = ImportCounts {
        rows: 3,
        unchanged: 3,
        ..ImportCounts::default()
    };
    assert_eq!(again.counts, unchanged, "{:?}", again.faults);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_a_fault_of_its_cell() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_fields());
    let person = app.organiser().await;
    let import = previewed(
        &person,
        table(&[
            ("a", "Visite d’entreprise", "une douzaine;0042;;"),
            ("b", "Visite d’entreprise", "12,25;;;"),
            ("c", "Conférence", "12;;;"),
            ("d", "Visite d’entreprise", "12;;Chapeau;peut-être"),
        ]),
    )
    .await;

    let report = import.report.unwrap();
    let faults = report.faults.iter();
    let faults: Vec<_> = faults
        .map(|it| (it.row, it.pointer.as_str(), it.code))
        .collect();
    assert_eq!(
        faults,
        [
            (2, "/additional/visit-capacity", Code::InvalidFormat),
            (3, "/additional/visit-capacity", Code::InvalidFormat),
            (4, "/additional/visit-capacity", Code::NotAllowed),
            (5, "/additional/gear", Code::UnknownValue),
            (5, "/additional/guided", Code::UnknownValue),
        ]
    );
    assert!(
        report.faults[0]
            .message
            .starts_with("Visiteurs par groupe\u{a0}: ")
    );
}

#[tokio::test]
async fn a_stored_answer_goes_when_the_table_makes_it_meaningless() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_fields());
    let person = app.organiser().await;
    let first = previewed(&person, table(&[("a", "Visite d’entreprise", "12;0042;;")])).await;
    committed(&person, &first).await;

    let second = previewed(&person, table(&[("a", "Conférence", ";;;")])).await;
    let done = committed(&person, &second).await;

    assert_eq!(done.report.unwrap().counts.updated, 1);
    let stored = event(&person, "a").await.form.additional;
    assert_eq!(
        serde_json::to_value(stored).unwrap(),
        json!({ "gate-code": "0042" })
    );
}

#[tokio::test]
async fn a_column_fills_only_fields_of_the_edition() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition_with_fields());
    let person = app.organiser().await;
    let import = previewed(&person, table(&[("a", "Visite d’entreprise", "12;0042;;")])).await;
    let columns = format!("{IMPORTS}/{}/columns", import.id);
    let map = |field: &str| json!({ "columns": [{ "letters": "D", "field": "title" }, { "letters": "U", "field": field }] });

    let refused = person
        .request(reqwest::Method::PUT, &columns)
        .json(&map("/additional/colour"));
    let refused = crate::support::Answer::of(refused).await;
    let faults = refused.refused(Code::Invalid).errors;
    assert_eq!(faults[0].pointer, "/columns/1/field");
    let mapped = person
        .request(reqwest::Method::PUT, &columns)
        .json(&map("/additional/gate-code"));
    let mapped: Import = crate::support::Answer::of(mapped).await.ok(200);
    let shown: Value = serde_json::to_value(&mapped.columns[20]).unwrap();
    assert_eq!(shown["field"], "/additional/gate-code");
}
