use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::{EventFile, HistoryEntry, LifeStatus};
use shared::label::{Action, LabelState};
use shared::problem::Code;

async fn set_life_status(owner: &Person, file: &EventFile, body: &Value) -> Answer {
    owner
        .put(&format!("{}/life-status", path(file.id)), &tag(file), body)
        .await
}

#[rstest]
#[tokio::test]
async fn a_cancelled_event_keeps_its_label_and_is_logged(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &form()).await;

    let changed: EventFile = set_life_status(
        &owner,
        &file,
        &json!({ "status": "cancelled", "note": "Grève des transports" }),
    )
    .await
    .ok(200);

    assert_eq!(
        (
            changed.state,
            changed.life_status,
            changed.life_note.as_deref()
        ),
        (
            LabelState::Labelled,
            LifeStatus::Cancelled,
            Some("Grève des transports")
        )
    );
    assert_eq!(changed.version, file.version + 1);
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    let last = history.last().unwrap();
    assert_eq!(
        (last.kind.as_str(), last.comment.as_deref(), last.state),
        ("event.life_status", Some("Grève des transports"), None)
    );
    let back: EventFile = set_life_status(&owner, &changed, &json!({ "status": "scheduled" }))
        .await
        .ok(200);
    assert_eq!(
        (back.life_status, back.life_note),
        (LifeStatus::Scheduled, None)
    );
}

#[tokio::test]
async fn an_invalid_life_status_is_rejected_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &form()).await;
    for (body, code, pointer) in [
        (
            json!({ "status": "rained_off" }),
            Code::InvalidJson,
            "/status",
        ),
        (json!({ "note": "Complet" }), Code::InvalidJson, ""),
        (
            json!({ "status": "full", "note": "a".repeat(256) }),
            Code::Invalid,
            "/note",
        ),
        (
            json!({ "status": "full", "note": "abc\u{0}" }),
            Code::Invalid,
            "/note",
        ),
    ] {
        let problem = set_life_status(&owner, &file, &body).await.refused(code);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
}

#[tokio::test]
async fn only_the_owner_of_a_labelled_event_sets_its_life_status() {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition();
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let submitted = owner.submitted(&form()).await;
    let labelled = app.labelled(&owner, &form()).await;
    let full = json!({ "status": "full" });

    let problem = set_life_status(&owner, &submitted, &full)
        .await
        .refused(Code::IllegalMove);
    assert_eq!(problem.allowed_moves, Some(vec![Action::Withdraw]));
    for stranger in [app.organiser().await, app.coordinator().await] {
        set_life_status(&stranger, &labelled, &full)
            .await
            .refused(Code::NotFound);
    }
    set_life_status(&app.visitor(), &labelled, &full)
        .await
        .refused(Code::Unauthenticated);
    let life = format!("{}/life-status", path(labelled.id));
    owner
        .put(&life, "\"1\"", &full)
        .await
        .refused(Code::PreconditionFailed);
    edition.status = EditionStatus::Archived;
    app.put_edition(&edition);
    set_life_status(&owner, &labelled, &full)
        .await
        .refused(Code::EditionClosed);
}
