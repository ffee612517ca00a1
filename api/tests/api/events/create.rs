use crate::support::{Answer, EVENTS, Engine, TestApp, edition, form, path};
use chrono::TimeDelta;
use ground::attempts;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Quota;
use shared::edition::EditionStatus;
use shared::event::{EventFile, EventFileSummary};
use shared::label::{Action, LabelState};
use shared::paging::Page;
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_new_event_is_an_empty_draft(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let answer = organiser.post(EVENTS, &json!({ "edition": "2018" })).await;

    let file: EventFile = answer.ok(201);
    assert_eq!(
        (answer.header(header::LOCATION), answer.header(header::ETAG)),
        (Some(path(file.id).as_str()), Some("\"1\""))
    );
    assert_eq!(
        (file.state, file.edition.as_str(), file.editable),
        (LabelState::Draft, "2018", true)
    );
    assert_eq!(file.allowed, [Action::Submit, Action::Withdraw]);
    assert!(!file.validation.submittable);
    assert_eq!(
        organiser.get(&path(file.id)).await.ok::<EventFile>(200),
        file
    );
}

#[rstest]
#[tokio::test]
async fn a_new_draft_stores_the_given_fields(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());

    let file = app.organiser().await.draft(&form()).await;

    assert_eq!(file.form, serde_json::from_value(form()).unwrap());
    assert!(file.validation.submittable, "{:?}", file.validation);
    assert_eq!(file.commune.unwrap().name, "Vénissieux");
}

#[rstest]
#[tokio::test]
async fn requests_with_the_same_key_create_one_draft(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let open = |body: Value| {
        let request = organiser.request(Method::POST, EVENTS);
        Answer::of(request.header("Idempotency-Key", "k1").json(&body))
    };

    let first = open(json!({ "edition": "2018" })).await;
    let again = open(json!({ "edition": "2018" })).await;
    let other = open(json!({ "edition": "2018", "form": { "title": "Autre" } })).await;

    assert_eq!(first.ok::<EventFile>(201), again.ok::<EventFile>(201));
    assert_eq!(
        first.header(header::LOCATION),
        again.header(header::LOCATION)
    );
    other.refused(Code::IdempotencyMismatch);
    let own: Page<EventFileSummary> = organiser.get(EVENTS).await.ok(200);
    assert_eq!(own.items.len(), 1);
}

#[rstest]
#[case::no_such_edition(json!({ "edition": "1789" }), Code::Invalid, "/edition")]
#[case::not_text(json!({ "edition": 2018 }), Code::InvalidJson, "/edition")]
#[case::no_edition(json!({ "form": {} }), Code::InvalidJson, "")]
#[case::unknown_field(json!({ "edition": "2018", "form": { "titel": "" } }), Code::InvalidJson, "/form/titel")]
#[case::wrong_type(json!({ "edition": "2018", "form": { "occurrences": [{ "capacity": "many" }] } }), Code::InvalidJson, "/form/occurrences/0/capacity")]
#[case::not_a_mode(json!({ "edition": "2018", "form": { "attendanceMode": "on_the_moon" } }), Code::InvalidJson, "/form/attendanceMode")]
#[case::off_the_earth(json!({ "edition": "2018", "form": { "place": { "position": { "lon": 400, "lat": 0 } } } }), Code::InvalidJson, "/form/place/position")]
#[case::nul(json!({ "edition": "2018", "form": { "title": "a\u{0}b" } }), Code::Invalid, "/form/title")]
#[case::endless(json!({ "edition": "2018", "form": { "description": "a".repeat(20_001) } }), Code::Invalid, "/form/description")]
#[tokio::test]
async fn a_form_that_cannot_be_stored_is_rejected_at_its_field(
    #[case] body: Value,
    #[case] code: Code,
    #[case] pointer: &str,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let problem = organiser.post(EVENTS, &body).await.refused(code);

    assert_eq!(problem.errors[0].pointer, pointer);
    let own: Page<EventFileSummary> = organiser.get(EVENTS).await.ok(200);
    assert_eq!(own.items, []);
}

#[rstest]
#[case(EditionStatus::Draft, Code::Invalid)]
#[case(EditionStatus::Archived, Code::EditionClosed)]
#[case(EditionStatus::Cancelled, Code::EditionClosed)]
#[tokio::test]
async fn an_edition_that_is_not_writable_accepts_no_draft(
    #[case] status: EditionStatus,
    #[case] code: Code,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    let mut edition = edition();
    edition.status = status;
    app.put_edition(&edition);

    let answer = app
        .organiser()
        .await
        .post(EVENTS, &json!({ "edition": "2018" }))
        .await;

    answer.refused(code);
}

#[tokio::test]
async fn creating_a_draft_requires_a_session() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let visitor = app.visitor();

    let anonymous = visitor.post(EVENTS, &json!({ "edition": "2018" })).await;
    let forged = Answer::of(
        visitor
            .request(Method::POST, EVENTS)
            .bearer_auth("aaa.bbb.ccc")
            .json(&json!({ "edition": "2018" })),
    )
    .await;
    let no_json = Answer::of(
        app.organiser()
            .await
            .request(Method::POST, EVENTS)
            .body("edition=2018"),
    )
    .await;

    anonymous.refused(Code::Unauthenticated);
    forged.refused(Code::InvalidToken);
    no_json.refused(Code::UnsupportedMediaType);
}

#[rstest]
#[tokio::test]
async fn an_account_stores_a_limited_number_of_drafts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (newcomer, organiser) = (app.unverified().await, app.organiser().await);
    let most = Quota::UNVERIFIED.drafts;
    let new = json!({ "edition": "2018", "form": form() });

    let open = (0..most + 3).map(|_| newcomer.post(EVENTS, &new));
    let answers = futures_util::future::join_all(open).await;

    let (stored, refused): (Vec<_>, Vec<_>) =
        answers.iter().partition(|answer| answer.status == 201);
    assert_eq!((stored.len(), refused.len()), (most as usize, 3));
    for answer in refused {
        answer.refused(Code::TooManyDrafts);
    }
    let first: EventFile = stored[0].ok(201);
    let copy = newcomer
        .post(&format!("{}/duplicate", path(first.id)), &json!({}))
        .await;
    copy.refused(Code::TooManyDrafts);
    for _ in 0..=most {
        organiser.draft(&form()).await;
    }
}

#[rstest]
#[tokio::test]
async fn an_account_writes_a_limited_number_of_times_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let newcomer = app.unverified().await;
    let draft = newcomer.draft(&form()).await;
    let start = app.clock.now();
    let key = format!("write_event:person:{}", newcomer.account().id);
    let most = Quota::UNVERIFIED.writes_an_hour;
    let services = &app.platform.services;
    services
        .db
        .write_now(|conn| {
            // The draft was the first write; one is left.
            for _ in 2..most {
                attempts::add(conn, &key, start)?;
            }
            Ok(())
        })
        .unwrap();

    let saved = newcomer.put(&path(draft.id), "*", &form()).await;
    let refused = newcomer.put(&path(draft.id), "*", &form()).await;
    let also = newcomer.post(EVENTS, &json!({ "edition": "2018" })).await;
    app.clock.advance(TimeDelta::hours(1));
    let newcomer = app.anew(&newcomer).await;
    let later = newcomer.put(&path(draft.id), "*", &form()).await;

    assert_eq!(saved.status.as_u16(), 200, "{}", saved.text);
    refused.refused(Code::TooManyRequests);
    assert_eq!(refused.header(header::RETRY_AFTER), Some("3600"));
    also.refused(Code::TooManyRequests);
    assert_eq!(later.status.as_u16(), 200, "{}", later.text);
}
