use super::{HEADER, IMPORTS, committed, event, line, own, previewed, table};
use crate::support::{Answer, Engine, TestApp, edition, tag};
use reqwest::Method;
use rstest::rstest;
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use shared::account::Quota;
use shared::edition::Edition;
use shared::event::EventFile;
use shared::import::{Import, ImportCounts, ImportState};
use shared::label::LabelState;
use shared::problem::Code;

/// Five hundred lines of which every twenty-fifth is wrong.
fn five_hundred() -> String {
    table((1..=500).map(|n| {
        let line = line(&n.to_string(), &format!("Visite n° {n}"));
        if n % 25 == 0 {
            line.replace("9h00", "25h00")
        } else {
            line
        }
    }))
}

#[rstest]
#[tokio::test]
async fn what_is_right_is_taken_and_again_nothing_changes(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let import = previewed(&organiser, five_hundred()).await;
    let done = committed(&organiser, &import).await;
    let twice: Import = committed(&organiser, &import).await;
    let again = previewed(&organiser, five_hundred()).await;
    let again = committed(&organiser, &again).await;

    let counts = |import: &Import| import.report.as_ref().expect("a report").counts;
    assert_eq!(done.state, ImportState::Committed);
    assert_eq!(
        counts(&done),
        ImportCounts {
            rows: 500,
            created: 480,
            wrong: 20,
            ..ImportCounts::default()
        }
    );
    let cells: Vec<_> = done
        .report
        .as_ref()
        .unwrap()
        .faults
        .iter()
        .map(|it| it.cell.clone())
        .collect();
    let expected: Vec<_> = (1..=20).map(|n| format!("N{}", n * 25 + 1)).collect();
    assert_eq!(cells, expected);
    assert_eq!(twice, done);
    assert_eq!((counts(&again).unchanged, counts(&again).created), (480, 0));
    assert_eq!(own(&organiser).await.len(), 480);
    let taken = event(&organiser, "7").await;
    assert_eq!((taken.version, taken.state), (1, LabelState::Draft));
    assert_eq!(taken.form.place.insee, "01004");
    assert_eq!(taken.form.place.postal_code, "01000");
    assert_eq!(taken.form.organiser.contact_name, organiser.account().name);
    assert!(taken.validation.submittable, "{:?}", taken.validation);
}

#[rstest]
#[tokio::test]
async fn a_changed_line_changes_its_event_and_empty_cells_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let first = previewed(&organiser, table([line("1", "Visite de la fonderie")])).await;
    committed(&organiser, &first).await;

    let changed = line("1", "Visite des fours")
        .replace("Nous ouvrons nos ateliers aux collégiens et lycéens.", "");
    let second = previewed(&organiser, table([changed])).await;
    let second = committed(&organiser, &second).await;

    assert_eq!(second.report.unwrap().counts.updated, 1);
    let file = event(&organiser, "1").await;
    assert_eq!(
        (file.version, file.form.title.as_str()),
        (2, "Visite des fours")
    );
    assert_eq!(
        file.form.description,
        "Nous ouvrons nos ateliers aux collégiens et lycéens."
    );
}

#[rstest]
#[tokio::test]
async fn an_event_under_review_is_not_changed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let first = previewed(&organiser, table([line("1", "Visite de la fonderie")])).await;
    committed(&organiser, &first).await;
    let file = event(&organiser, "1").await;
    let submitted = organiser.submit(&file).await;

    let same = previewed(&organiser, table([line("1", "Visite de la fonderie")])).await;
    let other = previewed(&organiser, table([line("1", "Visite des fours")])).await;
    let other = committed(&organiser, &other).await;

    assert_eq!(same.report.unwrap().counts.unchanged, 1);
    let report = other.report.unwrap();
    assert_eq!(report.counts.wrong, 1);
    assert_eq!(
        (report.faults[0].cell.as_str(), report.faults[0].code),
        ("A2", Code::FileLocked)
    );
    assert_eq!(event(&organiser, "1").await, submitted);
}

#[rstest]
#[tokio::test]
async fn a_corrected_table_changes_what_was_asked_and_is_refused_at_other_cells(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("csv", "xlsx")] format: &str,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let import = async |lines: &[String]| {
        let file = match format {
            "csv" => table(lines.iter().cloned()).into_bytes(),
            _ => workbook(lines),
        };
        let import = previewed(&organiser, file).await;
        committed(&organiser, &import)
            .await
            .report
            .expect("a report")
    };
    let (one, two) = (
        line("1", "Visite de la fonderie"),
        line("2", "Visite des fours"),
    );
    import(&[one.clone(), two.clone()]).await;
    let referent = app.referent("region:84").await;
    for id in ["1", "2"] {
        let filed = organiser.submit(&event(&organiser, id).await).await;
        let path = format!("/api/v1/labels/events/{}/correction", filed.id);
        let asked =
            json!({ "message": "À quelle heure finit la visite ?", "fields": ["/occurrences"] });
        let answer = referent.post_if(&path, &tag(&filed), &asked).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }

    // One answers what was asked; the other changes the title too.
    let (answered, retitled) = (
        one.replace("10h30", "11h00"),
        line("2", "Visite du laminoir").replace("10h30", "11h00"),
    );
    let report = import(&[answered.clone(), retitled]).await;

    assert_eq!((report.counts.updated, report.counts.wrong), (1, 1));
    let faults: Vec<_> = report
        .faults
        .iter()
        .map(|it| (it.cell.as_str(), it.pointer.as_str(), it.code))
        .collect();
    assert_eq!(faults, [("D3", "/title", Code::FieldLocked)]);
    let reason = &report.faults[0].message;
    assert!(
        reason.starts_with("Titre\u{a0}: ") && reason.contains("correction"),
        "{reason}"
    );
    assert_eq!(report.faults[0].value, "Visite du laminoir");
    let (changed, kept) = (event(&organiser, "1").await, event(&organiser, "2").await);
    assert!(changed.form.occurrences[0].end.ends_with("11:00"));
    assert_eq!(changed.state, LabelState::CorrectionRequested);
    assert_eq!(kept.form.title, "Visite des fours");
    assert!(kept.form.occurrences[0].end.ends_with("10:30"));
    let again = import(&[answered, two]).await;
    assert_eq!(again.counts.unchanged, 2);
    organiser.submit(&changed).await;

    // A program is held to the same, and told at the same field.
    let mut form = json!(kept.form);
    form["title"] = json!("Visite du laminoir");
    let put = async |form: &Value| {
        let path = "/api/v1/events/ext/tableau/2";
        let body = json!({ "edition": "2018", "form": form });
        Answer::of(organiser.request(Method::PUT, path).json(&body)).await
    };
    let refused = put(&form).await.refused(Code::Invalid);
    let places: Vec<_> = refused
        .errors
        .iter()
        .map(|fault| (fault.pointer.as_str(), fault.code))
        .collect();
    assert_eq!(places, [("/form/title", Code::FieldLocked)]);
    form["title"] = json!(kept.form.title);
    form["occurrences"][0]["end"] = json!("2018-03-26T11:00");
    put(&form).await.ok::<EventFile>(200);
}

/// The same table as a workbook.
fn workbook(lines: &[String]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let header = HEADER.to_owned();
    for (row, line) in [&header].into_iter().chain(lines).enumerate() {
        let row = u32::try_from(row).unwrap();
        for (column, cell) in line.split(';').enumerate() {
            let column = u16::try_from(column).unwrap();
            sheet.write_string(row, column, cell.trim()).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

#[rstest]
#[tokio::test]
async fn imported_drafts_have_a_quota_of_their_own(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let newcomer = app.unverified().await;
    let most = Quota::of(false).imported_drafts;
    let lines = |from: u32, to: u32| table((from..=to).map(|n| line(&n.to_string(), "Visite")));

    let first = previewed(&newcomer, lines(1, most + 2)).await;
    let first = committed(&newcomer, &first).await;
    let second = previewed(&newcomer, lines(most + 1, most + 1)).await;
    let second = committed(&newcomer, &second).await;

    let report = first.report.unwrap();
    assert_eq!((report.counts.created, report.counts.wrong), (most, 2));
    assert_eq!(report.faults[0].code, Code::TooManyDrafts);
    assert_eq!(second.report.unwrap().counts.wrong, 1);
    for _ in 0..Quota::of(false).drafts {
        newcomer.draft(&crate::support::form()).await;
    }
    assert_eq!(own(&newcomer).await.len(), 10);
}

#[rstest]
#[tokio::test]
async fn an_identifier_of_another_edition_is_not_taken(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&Edition {
        slug: "2019".to_owned(),
        ..edition()
    });
    let organiser = app.organiser().await;
    let path = "/api/v1/events/ext/tableau/1";
    let other = serde_json::json!({ "edition": "2019", "form": { "title": "Ailleurs" } });
    let request = organiser.request(Method::PUT, path).json(&other);
    let there: EventFile = Answer::of(request).await.ok(201);

    let import = previewed(
        &organiser,
        table([line("1", "Ici"), line("2", "Ici aussi")]),
    )
    .await;
    let import = committed(&organiser, &import).await;

    let report = import.report.unwrap();
    assert_eq!((report.counts.created, report.counts.wrong), (1, 1));
    assert_eq!(
        (report.faults[0].cell.as_str(), report.faults[0].code),
        ("A2", Code::NotAllowed)
    );
    assert_eq!(event(&organiser, "1").await, there);
}

#[tokio::test]
async fn a_preview_of_a_failed_file_is_not_committed() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let import = previewed(&organiser, ";;;\r\n").await;
    assert_eq!(import.state, ImportState::Failed);
    let path = format!("{IMPORTS}/{}", import.id);

    for verb in ["commit", "undo"] {
        let answer = organiser
            .post(&format!("{path}/{verb}"), &Value::Null)
            .await;
        answer.refused(Code::ImportLocked);
    }
}
