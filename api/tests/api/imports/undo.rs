use super::{IMPORTS, committed, event, line, own, previewed, table, undone};
use crate::accounts::mails;
use crate::support::{Engine, Person, TestApp, edition, path, tag};
use chrono::Duration;
use ground::log;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{EventFile, HistoryEntry};
use shared::import::{Import, ImportState};
use shared::label::{LabelState, QueueItem, ReviewSheet};
use shared::paging::Page;
use shared::problem::Code;

const QUEUE: &str = "/api/v1/labels/queue";
/// Reason in the history of a withdrawn event.
const REASON: &str = "L’organisateur a annulé l’import d’où vient ce dossier.";

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

/// State of an event, and the last comment in its history, as a referent reads them.
async fn reviewed(referent: &Person, file: &EventFile) -> (LabelState, Option<String>) {
    let sheet = format!("/api/v1/labels/events/{}", file.id);
    let sheet: ReviewSheet = referent.get(&sheet).await.ok(200);
    let history = format!("{}/history", path(file.id));
    let history: Vec<HistoryEntry> = referent.get(&history).await.ok(200);
    let last = history.into_iter().next_back().unwrap();
    (sheet.file.state, last.comment)
}

#[rstest]
#[tokio::test]
async fn submitted_events_are_withdrawn_and_their_reviewers_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    const EDITED: &str = "Réécrit à la main, puis soumis.";
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let referent = app.referent("department:01").await;
    let organiser = app.organiser().await;
    let lines = [
        line("1", "Visite de la fonderie"),
        line("2", "Visite des fours"),
        line("3", "Visite des quais"),
    ];
    let import = previewed(&organiser, table(lines)).await;
    let import = committed(&organiser, &import).await;
    let imported = event(&organiser, "1").await;
    organiser.submit(&imported).await;
    let file = event(&organiser, "2").await;
    let mut form = json!(file.form);
    form["summary"] = json!(EDITED);
    let edited: EventFile = organiser
        .put(&path(file.id), &tag(&file), &form)
        .await
        .ok(200);
    organiser.submit(&edited).await;
    let queue: Page<QueueItem> = referent.get(QUEUE).await.ok(200);
    assert_eq!(queue.items.len(), 2);
    let letters = mails(&app, &referent.account().email).await.len();

    let undone = undone(&organiser, &import).await;

    let report = undone.report.unwrap();
    assert_eq!(
        (undone.state, report.withdrawn, report.kept),
        (ImportState::Undone, 2, 0)
    );
    assert_eq!(own(&organiser).await.len(), 2);
    let summary = imported.form.summary.as_str();
    for (id, summary) in [("1", summary), ("2", EDITED)] {
        let file = event(&organiser, id).await;
        assert_eq!(
            (file.state, file.form.summary.as_str()),
            (LabelState::Withdrawn, summary)
        );
        let seen = reviewed(&referent, &file).await;
        assert_eq!(seen, (LabelState::Withdrawn, Some(REASON.to_owned())));
    }
    let queue: Page<QueueItem> = referent.get(QUEUE).await.ok(200);
    assert!(queue.items.is_empty(), "{:?}", queue.items);
    let letters_after = mails(&app, &referent.account().email).await;
    assert_eq!(letters_after.len(), letters + 2);
    assert!(
        letters_after[0].body_text.contains(REASON),
        "{}",
        letters_after[0].body_text
    );
    let db = &app.platform.services.db;
    let report = db.read_now(|conn| log::verify(conn, &[])).unwrap();
    assert_eq!(report.error, None);

    // It is an event like any other one.
    let again = event(&organiser, "1").await;
    assert_eq!(organiser.submit(&again).await.state, LabelState::Submitted);
}

#[rstest]
#[tokio::test]
async fn a_submitted_event_has_the_form_again_that_the_import_replaced(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let first = previewed(&organiser, table([line("1", "Visite de la fonderie")])).await;
    committed(&organiser, &first).await;
    let before = event(&organiser, "1").await;
    let second = previewed(&organiser, table([line("1", "Visite des fours")])).await;
    let second = committed(&organiser, &second).await;
    organiser.submit(&event(&organiser, "1").await).await;

    let undone = undone(&organiser, &second).await;

    assert_eq!(undone.report.unwrap().withdrawn, 1);
    let restored = event(&organiser, "1").await;
    assert_eq!(
        (restored.state, restored.form),
        (LabelState::Withdrawn, before.form)
    );
}

#[rstest]
#[tokio::test]
async fn a_decision_that_can_still_be_undone_lapses(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let referent = app.referent("department:01").await;
    let organiser = app.organiser().await;
    let import = previewed(&organiser, table([line("1", "Visite de la fonderie")])).await;
    let import = committed(&organiser, &import).await;
    let filed = organiser.submit(&event(&organiser, "1").await).await;
    let mut undoable = correction();
    undoable["undoable"] = json!(true);
    let sheet = decided(&referent, &filed, &undoable).await;
    assert!(sheet.pending.is_some());

    let undone = undone(&organiser, &import).await;

    assert_eq!(undone.report.unwrap().withdrawn, 1);
    app.clock.advance(Duration::minutes(5));
    let referent = app.anew(&referent).await;
    let seen = reviewed(&referent, &filed).await;
    assert_eq!(seen, (LabelState::Withdrawn, Some(REASON.to_owned())));
}

fn correction() -> Value {
    json!({ "message": "À quelle heure finit la visite ?", "fields": ["/occurrences"] })
}

/// Requests a correction of a submitted event.
async fn decided(referent: &Person, filed: &EventFile, correction: &Value) -> ReviewSheet {
    let path = format!("/api/v1/labels/events/{}/correction", filed.id);
    let answer = referent.post_if(&path, &tag(filed), correction).await;
    answer.ok(200)
}

#[rstest]
#[tokio::test]
async fn once_an_event_is_decided_on_the_import_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let referent = app.referent("department:01").await;
    let organiser = app.organiser().await;
    for (number, labelled, withdrawn) in [
        ("1", false, false),
        ("2", true, false),
        // The decision was taken, whatever the organiser does then.
        ("3", false, true),
    ] {
        let rest = format!("{number}-bis");
        let lines = [
            line(number, "Visite de la fonderie"),
            line(&rest, "Visite des fours"),
        ];
        let import = previewed(&organiser, table(lines)).await;
        let import = committed(&organiser, &import).await;
        let filed = organiser.submit(&event(&organiser, number).await).await;
        if labelled {
            app.granted(&organiser, &filed).await;
        } else {
            decided(&referent, &filed, &correction()).await;
        }
        if withdrawn {
            let file = event(&organiser, number).await;
            let withdraw = format!("{}/withdraw", path(file.id));
            let reason = json!({ "reason": "La visite ne peut pas avoir lieu." });
            organiser
                .post_if(&withdraw, &tag(&file), &reason)
                .await
                .ok::<EventFile>(200);
        }
        let before = event(&organiser, number).await;

        let undo = format!("{IMPORTS}/{}/undo", import.id);
        let refused = organiser.post(&undo, &Value::Null).await;

        refused.refused(Code::ImportLocked);
        assert_eq!(event(&organiser, number).await, before);
        assert_eq!(event(&organiser, &rest).await.state, LabelState::Draft);
        let kept: Import = organiser
            .get(&format!("{IMPORTS}/{}", import.id))
            .await
            .ok(200);
        assert_eq!(kept.state, ImportState::Committed);
    }
}
