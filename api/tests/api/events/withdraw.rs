use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::EventFile;
use shared::label::{Action, LabelState};
use shared::problem::Code;

async fn withdraw(owner: &Person, file: &EventFile, body: &Value) -> Answer {
    owner
        .post_if(&format!("{}/withdraw", path(file.id)), &tag(file), body)
        .await
}

#[rstest]
#[tokio::test]
async fn a_submitted_event_is_withdrawn_and_resubmitted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;

    let withdrawn: EventFile = withdraw(&owner, &file, &json!({})).await.ok(200);
    app.clock.advance(chrono::Duration::days(1));
    let again = app.anew(&owner).await.submit(&withdrawn).await;

    assert_eq!(
        (withdrawn.state, withdrawn.editable, withdrawn.due_at),
        (LabelState::Withdrawn, true, None)
    );
    assert_eq!(withdrawn.allowed, [Action::Submit]);
    assert_eq!(again.state, LabelState::Submitted);
    assert!(again.due_at > file.due_at, "the delay begins anew");
}

#[rstest]
#[tokio::test]
async fn a_reason_is_stored_with_the_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;

    let withdrawn: EventFile = withdraw(
        &owner,
        &file,
        &json!({ "reason": " L’atelier est en travaux. " }),
    )
    .await
    .ok(200);

    let [decision] = withdrawn.decisions.as_slice() else {
        panic!("{:?}", withdrawn.decisions);
    };
    assert_eq!(
        (decision.action, decision.comment.as_str(), decision.round),
        (Action::Withdraw, "L’atelier est en travaux.", 1)
    );
}

#[rstest]
#[tokio::test]
async fn a_labelled_event_needs_a_reason_and_loses_its_label(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &form()).await;

    let problem = withdraw(&owner, &file, &json!({}))
        .await
        .refused(Code::Invalid);
    let withdrawn: EventFile = withdraw(
        &owner,
        &file,
        &json!({ "reason": "L’atelier est en travaux." }),
    )
    .await
    .ok(200);

    assert_eq!(
        (problem.errors[0].pointer.as_str(), problem.errors[0].code),
        ("/reason", Code::Required)
    );
    assert_eq!(withdrawn.state, LabelState::Withdrawn);
    assert_eq!(withdrawn.slug, file.slug, "the address stays its own");
}

#[tokio::test]
async fn an_invalid_reason_is_rejected_at_its_field() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.submitted(&form()).await;
    for (body, code, pointer) in [
        (json!({ "reason": "non" }), Code::Invalid, "/reason"),
        (
            json!({ "reason": "a".repeat(2_001) }),
            Code::Invalid,
            "/reason",
        ),
        (
            json!({ "reason": "dix lettres\u{0}" }),
            Code::Invalid,
            "/reason",
        ),
        (json!({ "reason": 3 }), Code::InvalidJson, "/reason"),
        (json!({ "why": "" }), Code::InvalidJson, "/why"),
    ] {
        let problem = withdraw(&owner, &file, &body).await.refused(code);
        assert_eq!(problem.errors[0].pointer, pointer);
    }
    assert_eq!(owner.get(&path(file.id)).await.ok::<EventFile>(200), file);
}

#[tokio::test]
async fn a_withdrawn_event_cannot_be_withdrawn_again() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;
    let withdrawn: EventFile = withdraw(&owner, &file, &json!({})).await.ok(200);

    let problem = withdraw(&owner, &withdrawn, &json!({}))
        .await
        .refused(Code::IllegalMove);

    assert_eq!(problem.allowed_moves, Some(vec![Action::Submit]));
    for stranger in [app.organiser().await, app.coordinator().await] {
        withdraw(&stranger, &withdrawn, &json!({}))
            .await
            .refused(Code::NotFound);
    }
    withdraw(&app.visitor(), &withdrawn, &json!({}))
        .await
        .refused(Code::Unauthenticated);
    owner
        .post(&format!("{}/withdraw", path(file.id)), &json!({}))
        .await
        .refused(Code::PreconditionRequired);
}
