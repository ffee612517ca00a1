use super::{Fixture, accept, moved};
use crate::events::co_editing;
use crate::leaving::leave;
use crate::support::{Engine, PASSWORD, path, tag};
use rstest::rstest;
use serde_json::json;
use shared::event::{EventChange, EventFile, LifeStatus};
use shared::label::{LabelState, ReviewSheet};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_withdrawn_change_stays_as_a_draft(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let public = fixture.public().await;
    let waiting = fixture.submitted(&moved()).await;
    fixture
        .withdraw(waiting.version - 1)
        .await
        .refused(Code::PreconditionFailed);

    let draft: EventChange = fixture.withdraw(waiting.version).await.ok(200);

    let status = draft.file.change.expect("a labelled event");
    assert!(status.begun && status.waiting.is_none());
    assert_eq!(draft.file.due_at, None);
    assert_eq!(draft.form.occurrences[0].begin, "2018-03-28T09:00");
    assert_eq!(fixture.public().await, public);
    assert_eq!(fixture.last_kinds(1).await, ["event.change_withdrawn"]);
    fixture
        .withdraw(draft.version)
        .await
        .refused(Code::IllegalMove);
    let gone: EventChange = fixture.discard(draft.version).await.ok(200);
    assert!(gone.plan.is_empty());
    assert!(!fixture.status().await.begun);
}

#[rstest]
#[tokio::test]
async fn a_revoked_label_ends_the_change(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let coordinator = fixture.app.coordinator().await;
    let referent = fixture.app.referent("department:69").await;
    let waiting = fixture.submitted(&moved()).await;
    let revocation = format!("/api/v1/labels/events/{}/revocation", fixture.file.id);
    let reason = json!({ "reason": "L’entrée est devenue payante." });

    let sheet: ReviewSheet = coordinator
        .post_if(&revocation, &tag(&waiting.file), &reason)
        .await
        .ok(200);

    assert_eq!(sheet.file.state, LabelState::Revoked);
    assert_eq!((sheet.file.due_at, sheet.file.change), (None, None));
    fixture
        .decide(&referent, sheet.file.version, &accept())
        .await
        .refused(Code::IllegalMove);
    fixture
        .owner
        .get(&fixture.address())
        .await
        .refused(Code::FileLocked);
}

#[rstest]
#[tokio::test]
async fn withdrawing_the_event_keeps_what_was_being_changed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let waiting = fixture.submitted(&moved()).await;
    let withdraw = format!("{}/withdraw", path(fixture.file.id));
    let reason = json!({ "reason": "Nous préférons une autre date." });

    let withdrawn: EventFile = fixture
        .owner
        .post_if(&withdraw, &tag(&waiting.file), &reason)
        .await
        .ok(200);

    assert_eq!(withdrawn.form.occurrences[0].begin, "2018-03-28T09:00");
    assert_eq!((withdrawn.due_at, &withdrawn.change), (None, &None));
    let again = fixture.owner.submit(&withdrawn).await;
    let labelled = fixture.app.granted(&fixture.owner, &again).await;
    let status = labelled.change.expect("a labelled event");
    assert!(!status.begun && status.waiting.is_none());
    // The version goes on where it was.
    assert!(fixture.change().await.version > waiting.version);
}

#[rstest]
#[tokio::test]
async fn a_cancelled_event_waits_for_nothing(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let waiting = fixture.submitted(&moved()).await;
    let life = format!("{}/life-status", path(fixture.file.id));
    let body = json!({ "status": "cancelled" });

    let cancelled: EventFile = fixture
        .owner
        .put(&life, &tag(&waiting.file), &body)
        .await
        .ok(200);

    assert_eq!(cancelled.life_status, LifeStatus::Cancelled);
    assert_eq!(cancelled.due_at, None);
    let status = cancelled.change.expect("a labelled event");
    assert!(status.begun && status.waiting.is_none());
    assert_eq!(
        fixture.last_kinds(2).await,
        ["event.life_status", "event.change_withdrawn"]
    );
    let draft = fixture.change().await;
    fixture
        .submit(&fixture.owner, draft.version)
        .await
        .refused(Code::IllegalMove);
}

#[rstest]
#[tokio::test]
async fn an_erased_account_takes_its_change_along(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::new(engine).await;
    let referent = fixture.app.referent("department:69").await;
    let public = fixture.public().await;
    fixture.submitted(&moved()).await;

    let left = leave(&fixture.owner, PASSWORD).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);

    let sheet = fixture.sheet(&referent).await;
    assert_eq!(sheet.file.state, LabelState::Labelled);
    assert_eq!(sheet.file.due_at, None);
    let status = sheet.file.change.expect("a labelled event");
    assert!(status.waiting.is_none() && !status.decidable);
    assert_eq!(fixture.public().await["occurrences"], public["occurrences"]);
    fixture
        .decide(&referent, sheet.file.version, &accept())
        .await
        .refused(Code::IllegalMove);
}

#[tokio::test]
async fn a_co_editor_who_takes_over_has_the_change_too() {
    let fixture = Fixture::new(Engine::Sqlite).await;
    let referent = fixture.app.referent("department:69").await;
    let editor = fixture.app.organiser().await;
    let id = fixture.file.id;
    co_editing::joined(&fixture.app, &fixture.owner, id, &editor, "submitter").await;
    fixture.submitted(&moved()).await;

    let left = leave(&fixture.owner, PASSWORD).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);

    let sheet = fixture.sheet(&referent).await;
    let decided: ReviewSheet = fixture
        .decide(&referent, sheet.file.version, &accept())
        .await
        .ok(200);
    assert_eq!(decided.file.form.occurrences[0].begin, "2018-03-28T09:00");
    let change: EventChange = editor.get(&fixture.address()).await.ok(200);
    assert!(change.plan.is_empty());
}
