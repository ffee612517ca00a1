use super::{IMPORTS, committed, event, line, own, previewed, table, undone};
use crate::support::{Engine, TestApp, edition, path, tag};
use ground::log;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::import::{Import, ImportState};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn drafts_go_and_replaced_forms_come_back(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let first = previewed(&organiser, table([line("1", "Visite de la fonderie")])).await;
    committed(&organiser, &first).await;
    let before = event(&organiser, "1").await;
    let lines = [
        line("1", "Visite des fours"),
        line("2", "Nouvelle"),
        line("3", "Nouvelle"),
    ];

    let second = previewed(&organiser, table(lines)).await;
    let second = committed(&organiser, &second).await;
    let undone_once = undone(&organiser, &second).await;
    let undone_twice = undone(&organiser, &second).await;

    assert_eq!(undone_once.state, ImportState::Undone);
    assert_eq!(undone_once.report.as_ref().unwrap().kept, 0);
    assert_eq!(undone_twice, undone_once);
    assert_eq!(own(&organiser).await.len(), 1);
    let restored = event(&organiser, "1").await;
    assert_eq!((restored.form, restored.version), (before.form, 3));
    let gone = organiser.get("/api/v1/events/ext/tableau/2").await;
    gone.refused(Code::NotFound);
    let db = &app.platform.services.db;
    let report = db.read_now(|conn| log::verify(conn, &[])).unwrap();
    assert_eq!(report.error, None);
}

#[rstest]
#[tokio::test]
async fn what_was_typed_since_stays(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let lines = [
        line("1", "Visite de la fonderie"),
        line("2", "Visite des fours"),
    ];
    let import = previewed(&organiser, table(lines)).await;
    let import = committed(&organiser, &import).await;
    let file = event(&organiser, "1").await;
    let mut form = json!(file.form);
    form["summary"] = json!("Réécrit à la main, et à garder.");
    let saved: EventFile = organiser
        .put(&path(file.id), &tag(&file), &form)
        .await
        .ok(200);

    let undone = undone(&organiser, &import).await;

    assert_eq!(undone.report.unwrap().kept, 1);
    assert_eq!(own(&organiser).await.len(), 1);
    assert_eq!(event(&organiser, "1").await, saved);
}

#[rstest]
#[tokio::test]
async fn once_an_event_is_submitted_the_import_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let lines = [
        line("1", "Visite de la fonderie"),
        line("2", "Visite des fours"),
    ];
    let import = previewed(&organiser, table(lines)).await;
    let import = committed(&organiser, &import).await;
    organiser.submit(&event(&organiser, "1").await).await;

    let path = format!("{IMPORTS}/{}/undo", import.id);
    let refused = organiser.post(&path, &Value::Null).await;

    refused.refused(Code::ImportLocked);
    assert_eq!(own(&organiser).await.len(), 2);
    let kept: Import = organiser
        .get(&format!("{IMPORTS}/{}", import.id))
        .await
        .ok(200);
    assert_eq!(kept.state, ImportState::Committed);
}
