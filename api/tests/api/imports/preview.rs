use super::{IMPORTS, line, own, previewed, table, upload};
use crate::support::{Answer, Engine, TestApp, edition};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::edition::{Edition, EditionStatus};
use shared::import::{Import, ImportCounts, ImportField, ImportState, ImportSummary};
use shared::paging::Page;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn faults_are_told_by_cell_and_nothing_is_stored(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let file = table([
        line("1", "Visite de la fonderie"),
        line("2", "Visite des fours").replace("26/03/2018", "31/02/2018"),
        line("3", "Visite du laboratoire").replace("Visite d’entreprise", "Goûter"),
        line("4", "Visite des quais").replace(";oui;12;", ";oui;beaucoup;"),
        line("5", "Visite de nuit").replace("26/03/2018", "26/04/2018"),
        line("1", "Encore la fonderie"),
        line("a b", "Identifiant impossible"),
        line("8", "Sans engagement").replace(";12;oui", ";12;"),
    ]);

    let import = previewed(&organiser, file).await;

    let report = import.report.expect("a report");
    assert_eq!(
        (import.state, report.header_row),
        (ImportState::Previewed, 1)
    );
    let faults: Vec<_> = report
        .faults
        .iter()
        .map(|fault| {
            (
                fault.cell.as_str(),
                fault.pointer.as_str(),
                fault.code,
                fault.value.as_str(),
            )
        })
        .collect();
    assert_eq!(
        faults,
        [
            ("M3", "/occurrences", Code::ImpossibleDate, "31/02/2018"),
            ("G4", "/kind", Code::UnknownValue, "Goûter"),
            (
                "R5",
                "/expectedParticipants",
                Code::InvalidFormat,
                "beaucoup"
            ),
            (
                "M6",
                "/occurrences/0/begin",
                Code::OutsideWindow,
                "26/04/2018"
            ),
            ("A7", "", Code::Duplicate, "1"),
            ("A8", "", Code::InvalidFormat, "a b"),
        ]
    );
    assert_eq!(
        report.faults[1].message,
        "Type d’événement\u{a0}: Choisissez une valeur de la liste."
    );
    assert_eq!(
        report.counts,
        ImportCounts {
            rows: 8,
            created: 2,
            wrong: 6,
            incomplete: 1,
            ..ImportCounts::default()
        }
    );
    assert_eq!(report.missing[0].pointer, "/commitmentsVersion");
    assert_eq!(own(&organiser).await, []);
    let list: Page<ImportSummary> = organiser.get(IMPORTS).await.ok(200);
    assert_eq!(list.items.len(), 1);
    assert_eq!(list.items[0].counts, Some(report.counts));
}

#[rstest]
#[tokio::test]
async fn fields_are_chosen_and_remembered(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let file = "Bloup;Blip;Titre\r\n1;Première visite;Visite 1\r\n2;Deuxième visite;Visite 2\r\n";

    let proposed = previewed(&organiser, file).await;
    let path = format!("{IMPORTS}/{}/columns", proposed.id);
    let mapping = json!({ "columns": [
        { "letters": "A", "field": "external_id" },
        { "letters": "B", "field": "title" },
    ]});
    let chosen: Import = organiser.put(&path, "*", &mapping).await.ok(200);
    let chosen = super::settled(&organiser, chosen).await;
    super::committed(&organiser, &chosen).await;
    let again = previewed(&organiser, file).await;

    let fields = |import: &Import| -> Vec<_> { import.columns.iter().map(|it| it.field).collect() };
    assert_eq!(
        fields(&proposed),
        [None, None, Some(ImportField::Title.into())]
    );
    let expected = [
        Some(ImportField::ExternalId.into()),
        Some(ImportField::Title.into()),
        None,
    ];
    assert_eq!(fields(&chosen), expected);
    assert_eq!(fields(&again), expected);
    assert_eq!(again.report.unwrap().counts.unchanged, 2);
    assert_eq!(
        super::event(&organiser, "2").await.form.title,
        "Deuxième visite"
    );
}

#[rstest]
#[case(json!([{ "letters": "ZZ", "field": "title" }]), "/columns/0/letters", Code::UnknownValue)]
#[case(json!([{ "letters": "A", "field": "title" }, { "letters": "A", "field": "summary" }]), "/columns/1/letters", Code::Duplicate)]
#[case(json!([{ "letters": "A", "field": "title" }, { "letters": "B", "field": "title" }]), "/columns/1/field", Code::Duplicate)]
#[tokio::test]
async fn an_impossible_choice_is_refused(
    #[case] columns: serde_json::Value,
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let import = previewed(&organiser, table([line("1", "Visite")])).await;
    let path = format!("{IMPORTS}/{}/columns", import.id);

    let refused = organiser
        .put(&path, "*", &json!({ "columns": columns }))
        .await;

    let problem = refused.refused(Code::Invalid);
    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        (pointer, code)
    );
    let kept: Import = organiser
        .get(&format!("{IMPORTS}/{}", import.id))
        .await
        .ok(200);
    assert_eq!(kept, import);
}

#[rstest]
#[tokio::test]
async fn an_import_is_seen_by_its_owner_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (owner, stranger) = (app.organiser().await, app.organiser().await);
    let import = previewed(&owner, table([line("1", "Visite de la fonderie")])).await;
    let path = format!("{IMPORTS}/{}", import.id);

    stranger.get(&path).await.refused(Code::NotFound);
    for verb in ["commit", "undo"] {
        let answer = stranger.post(&format!("{path}/{verb}"), &json!(null)).await;
        answer.refused(Code::NotFound);
    }
    let mapping = json!({ "columns": [] });
    let answer = stranger
        .put(&format!("{path}/columns"), "*", &mapping)
        .await;
    answer.refused(Code::NotFound);
    let list: Page<ImportSummary> = stranger.get(IMPORTS).await.ok(200);
    assert_eq!(list.items, []);
}

#[tokio::test]
async fn a_new_upload_replaces_one_whose_rows_were_not_taken() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let first = previewed(&organiser, table([line("1", "Première")])).await;
    let second = previewed(&organiser, table([line("1", "Deuxième")])).await;

    let gone = organiser.get(&format!("{IMPORTS}/{}", first.id)).await;
    gone.refused(Code::NotFound);
    let kept: Import = organiser
        .get(&format!("{IMPORTS}/{}", second.id))
        .await
        .ok(200);
    assert_eq!(kept, second);
}

#[rstest]
#[case(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec())]
#[case(b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec())]
#[case(b"PK\x03\x04 but not really".to_vec())]
#[case(b"".to_vec())]
#[case(b"\r\n;;;\r\n".to_vec())]
#[tokio::test]
async fn a_file_that_is_no_table_is_refused_or_fails(#[case] file: Vec<u8>) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let answer = upload(&organiser, file).await;

    if answer.status.as_u16() == 201 {
        let import = super::settled(&organiser, answer.ok(201)).await;
        let failure = import.failure.expect("a failure");
        assert_eq!(
            (import.state, failure.code),
            (ImportState::Failed, Code::SheetUnreadable)
        );
        assert!(!failure.message.is_empty());
    } else {
        answer.refused(Code::SheetUnreadable);
    }
}

#[tokio::test]
async fn a_quotation_mark_that_is_not_closed_is_located() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let open = line("2", "\"Sans fin");
    let rest = (3..400).map(|n| line(&n.to_string(), "Visite"));
    let file = table([line("1", "Visite"), open].into_iter().chain(rest));

    let import = previewed(&organiser, file).await;

    let failure = import.failure.expect("a failure");
    assert_eq!(
        (failure.cell.as_str(), failure.code),
        ("D3", Code::SheetTooLarge)
    );
}

#[tokio::test]
async fn an_edition_that_takes_no_drafts_takes_no_table() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&Edition {
        status: EditionStatus::Archived,
        ..edition()
    });
    let organiser = app.organiser().await;

    let answer = upload(&organiser, table([line("1", "Visite")])).await;

    answer.refused(Code::EditionClosed);
}

#[tokio::test]
async fn another_media_type_is_refused() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let request = organiser
        .request(Method::POST, &format!("{IMPORTS}?edition=2018"))
        .header("Content-Type", "application/pdf")
        .body("%PDF");

    Answer::of(request)
        .await
        .refused(Code::UnsupportedMediaType);
}
