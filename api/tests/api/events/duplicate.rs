use crate::support::{Answer, EVENTS, Engine, TestApp, edition, form, path};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::edition::EditionStatus;
use shared::event::{EventFile, EventFileSummary};
use shared::label::LabelState;
use shared::paging::Page;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_copy_has_the_texts_but_not_the_dates_and_decisions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let mut next = edition();
    next.slug = "2019".to_owned();
    app.put_edition(&next);
    let owner = app.organiser().await;
    let original = app.labelled(&owner, &form()).await;

    let answer = owner
        .post(
            &format!("{}/duplicate", path(original.id)),
            &json!({ "edition": "2019" }),
        )
        .await;

    let copy: EventFile = answer.ok(201);
    assert_eq!(
        answer.header(header::LOCATION),
        Some(path(copy.id).as_str())
    );
    assert_ne!(copy.id, original.id);
    assert_eq!(
        (copy.state, copy.edition.as_str(), copy.slug.as_deref()),
        (LabelState::Draft, "2019", None)
    );
    assert_eq!(copy.form, original.form.clone().renewed());
    assert_eq!((copy.decisions, copy.submitted_at), (vec![], None));
    assert_eq!(
        owner.get(&path(original.id)).await.ok::<EventFile>(200),
        original
    );
}

#[rstest]
#[tokio::test]
async fn requests_with_the_same_key_create_one_copy_of_each_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let (one, two) = (owner.draft(&form()).await, owner.draft(&form()).await);
    let copy = |file: &EventFile| {
        let request = owner.request(Method::POST, &format!("{}/duplicate", path(file.id)));
        Answer::of(request.header("Idempotency-Key", "k1").json(&json!({})))
    };

    let first: EventFile = copy(&one).await.ok(201);
    let again: EventFile = copy(&one).await.ok(201);
    let other = copy(&two).await;

    assert_eq!(first, again);
    assert_eq!(first.edition, one.edition, "the same edition by default");
    other.refused(Code::IdempotencyMismatch);
    let own: Page<EventFileSummary> = owner.get(EVENTS).await.ok(200);
    assert_eq!(own.items.len(), 3);
}

#[tokio::test]
async fn only_own_events_are_copied_and_only_into_a_writable_edition() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let mut old = edition();
    old.slug = "2017".to_owned();
    old.status = EditionStatus::Archived;
    app.put_edition(&old);
    let owner = app.organiser().await;
    let file = owner.draft(&form()).await;
    let duplicate = format!("{}/duplicate", path(file.id));

    owner
        .post(&duplicate, &json!({ "edition": "2017" }))
        .await
        .refused(Code::EditionClosed);
    let problem = owner
        .post(&duplicate, &json!({ "edition": "1789" }))
        .await
        .refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/edition");
    owner
        .post(&duplicate, &json!({ "into": "2018" }))
        .await
        .refused(Code::InvalidJson);
    for stranger in [app.organiser().await, app.administrator().await] {
        stranger
            .post(&duplicate, &json!({}))
            .await
            .refused(Code::NotFound);
    }
    app.visitor()
        .post(&duplicate, &json!({}))
        .await
        .refused(Code::Unauthenticated);
}
