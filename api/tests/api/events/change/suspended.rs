use super::{Fixture, accept, moved, refuse, retitled};
use crate::support::{Engine, edition};
use rstest::rstest;
use shared::edition::{Edition, Meanwhile};
use shared::event::EventChange;
use shared::label::ReviewSheet;
use shared::problem::Code;

fn suspending() -> Edition {
    let mut edition = edition();
    edition.rechecks.meanwhile = Meanwhile::Nothing;
    edition
}

async fn is_public(fixture: &Fixture) -> bool {
    fixture.app.caught_up().await;
    let address = format!("/api/v1/catalogue/events/{}", fixture.file.id);
    let answer = fixture.app.visitor().get(&address).await;
    if !answer.status.is_success() {
        answer.refused(Code::Gone);
    }
    answer.status.is_success()
}

#[rstest]
#[tokio::test]
async fn an_edition_may_hide_an_event_until_the_decision(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let fixture = Fixture::with(engine, &suspending()).await;
    let referent = fixture.app.referent("department:69").await;
    fixture.submitted(&retitled()).await;
    assert!(is_public(&fixture).await, "a typo suspends nothing");

    let waiting = fixture.submitted(&moved()).await;
    let status = waiting.file.change.clone().expect("a labelled event");
    assert!(status.waiting.expect("a change").suspended);
    assert!(!is_public(&fixture).await);
    let sheet: ReviewSheet = fixture
        .decide(&referent, waiting.file.version, &refuse())
        .await
        .ok(200);
    assert!(is_public(&fixture).await);

    let draft = fixture.change().await;
    let again: EventChange = fixture.submit(&fixture.owner, draft.version).await.ok(200);
    assert!(again.file.version > sheet.file.version);
    assert!(!is_public(&fixture).await);
    let draft: EventChange = fixture.withdraw(again.version).await.ok(200);
    assert!(is_public(&fixture).await);

    let again: EventChange = fixture.submit(&fixture.owner, draft.version).await.ok(200);
    assert!(!is_public(&fixture).await);
    fixture
        .decide(&referent, again.file.version, &accept())
        .await
        .ok::<ReviewSheet>(200);
    assert!(is_public(&fixture).await);
    let public = fixture.public().await.to_string();
    assert!(public.contains("2018-03-28"), "{public}");
}
