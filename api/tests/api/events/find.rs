use crate::support::{Engine, TestApp, edition, form, path};
use reqwest::header;
use rstest::rstest;
use shared::event::EventFile;
use shared::label::Action;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_draft_is_visible_to_its_owner_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;
    let path = path(file.id);

    assert_eq!(owner.get(&path).await.header(header::ETAG), Some("\"1\""));
    for stranger in [
        app.organiser().await,
        app.referent("department:69").await,
        app.coordinator().await,
    ] {
        stranger.get(&path).await.refused(Code::NotFound);
    }
    let read: EventFile = app.administrator().await.get(&path).await.ok(200);
    assert_eq!((read.allowed, read.editable), (vec![], false));
    app.visitor()
        .get(&path)
        .await
        .refused(Code::Unauthenticated);
}

#[rstest]
#[tokio::test]
async fn a_submitted_event_is_visible_to_its_reviewers(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let file = app.organiser().await.submitted(&form()).await;
    let path = path(file.id);

    for reviewer in [
        app.referent("department:69").await,
        app.referent("region:84").await,
        app.referent("national").await,
        app.coordinator().await,
    ] {
        let read: EventFile = reviewer.get(&path).await.ok(200);
        assert_eq!(
            read.allowed,
            [Action::RequestCorrection, Action::Grant, Action::Refuse]
        );
        assert!(!read.editable);
    }
    for stranger in [
        app.organiser().await,
        app.referent("department:38").await,
        app.referent("region:04").await,
    ] {
        stranger.get(&path).await.refused(Code::NotFound);
    }
}

#[rstest]
#[tokio::test]
async fn a_reviewer_has_no_actions_on_their_own_event() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let referent = app.referent("department:69").await;

    let file = referent.submitted(&form()).await;

    assert_eq!(file.allowed, [Action::Withdraw]);
}

#[rstest]
#[case("00000000-0000-7000-8000-000000000000")]
#[case("validate")]
#[case("1")]
#[tokio::test]
async fn an_unknown_event_is_not_found(#[case] id: &str) {
    let app = TestApp::start(Engine::Sqlite).await;

    let answer = app
        .organiser()
        .await
        .get(&format!("/api/v1/events/{id}"))
        .await;

    answer.refused(Code::NotFound);
}
