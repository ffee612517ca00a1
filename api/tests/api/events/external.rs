use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form};
use chrono::TimeDelta;
use futures_util::future::join_all;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Quota;
use shared::edition::Edition;
use shared::event::{EventFile, EventFileSummary};
use shared::label::{Action, LabelState};
use shared::paging::Page;
use shared::problem::Code;

const ADDRESS: &str = "/api/v1/events/ext/agenda-cci/4711";

fn new() -> Value {
    json!({ "edition": "2018", "form": form() })
}

fn titled(title: &str) -> Value {
    let mut form = form();
    form["title"] = json!(title);
    json!({ "edition": "2018", "form": form })
}

async fn put(person: &Person, address: &str, body: &Value) -> Answer {
    Answer::of(person.request(Method::PUT, address).json(body)).await
}

async fn own(person: &Person) -> Vec<EventFileSummary> {
    let page: Page<EventFileSummary> = person.get(&format!("{EVENTS}?limit=100")).await.ok(200);
    page.items
}

fn version(answer: &Answer) -> String {
    answer.header(header::ETAG).expect("a version").to_owned()
}

#[rstest]
#[tokio::test]
async fn the_first_put_creates_a_draft_and_later_ones_replace_its_form(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let created = put(&organiser, ADDRESS, &new()).await;
    let again = put(&organiser, ADDRESS, &new()).await;
    let replaced = put(&organiser, ADDRESS, &titled("Portes ouvertes")).await;
    let read = organiser.get(ADDRESS).await;

    let file: EventFile = created.ok(201);
    assert_eq!(
        created.header(header::LOCATION),
        Some(format!("{EVENTS}/{}", file.id).as_str())
    );
    assert!(file.validation.submittable, "{:?}", file.validation);
    assert_eq!(again.ok::<EventFile>(200), file);
    assert_eq!(again.header(header::LOCATION), None);
    assert_eq!(version(&again), version(&created));
    let saved: EventFile = replaced.ok(200);
    assert_eq!((saved.id, saved.version), (file.id, file.version + 1));
    assert_eq!(saved.form.title, "Portes ouvertes");
    assert_eq!(version(&read), version(&replaced));
    assert_eq!(read.ok::<EventFile>(200), saved);
    assert_eq!(own(&organiser).await.len(), 1);
}

#[rstest]
#[tokio::test]
async fn two_accounts_may_use_the_same_identifier(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let (one, other) = (app.organiser().await, app.organiser().await);

    let first: EventFile = put(&one, ADDRESS, &titled("Visite de l’une")).await.ok(201);
    other.get(ADDRESS).await.refused(Code::NotFound);
    let second: EventFile = put(&other, ADDRESS, &titled("Visite de l’autre"))
        .await
        .ok(201);

    assert_ne!(first.id, second.id);
    let kept: EventFile = one.get(ADDRESS).await.ok(200);
    assert_eq!(kept, first);
    let referent = app.referent("region:84").await;
    referent.get(ADDRESS).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn of_a_hundred_simultaneous_requests_one_creates_the_draft(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let bodies: Vec<Value> = (0..100)
        .map(|n| titled(&format!("Visite n° {n}")))
        .collect();

    let answers = join_all(bodies.iter().map(|body| put(&organiser, ADDRESS, body))).await;

    let statuses: Vec<u16> = answers.iter().map(|it| it.status.as_u16()).collect();
    let created = statuses.iter().filter(|&&status| status == 201).count();
    let replaced = statuses.iter().filter(|&&status| status == 200).count();
    assert_eq!((created, replaced), (1, 99), "{statuses:?}");
    assert_eq!(own(&organiser).await.len(), 1);
    let file: EventFile = organiser.get(ADDRESS).await.ok(200);
    assert_eq!(file.version, 100);
}

#[rstest]
#[tokio::test]
async fn a_hundred_simultaneous_identifiers_make_a_hundred_drafts(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let addresses: Vec<String> = (0..100)
        .map(|n| format!("/api/v1/events/ext/agenda/{n}"))
        .collect();
    let body = new();

    let answers = join_all(addresses.iter().map(|it| put(&organiser, it, &body))).await;

    assert!(answers.iter().all(|it| it.status.as_u16() == 201));
    assert_eq!(own(&organiser).await.len(), 100);
}

#[rstest]
#[tokio::test]
async fn an_event_is_submitted_and_withdrawn_by_its_identifier(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let created = put(&organiser, ADDRESS, &new()).await;
    let submit = format!("{ADDRESS}/submit");

    let stranger = app.organiser().await;
    let foreign = stranger.post_if(&submit, "*", &Value::Null).await;
    foreign.refused(Code::NotFound);
    let outdated = organiser.post_if(&submit, "\"7\"", &Value::Null).await;
    outdated.refused(Code::PreconditionFailed);
    let submitted = organiser
        .post_if(&submit, &version(&created), &Value::Null)
        .await;
    let locked = put(&organiser, ADDRESS, &titled("Trop tard")).await;
    let withdraw = format!("{ADDRESS}/withdraw");
    let withdrawn = organiser
        .post_if(&withdraw, &version(&submitted), &json!({}))
        .await;
    let reopened = put(&organiser, ADDRESS, &titled("Une autre visite")).await;

    assert_eq!(submitted.ok::<EventFile>(200).state, LabelState::Submitted);
    let problem = locked.refused(Code::FileLocked);
    assert_eq!(problem.allowed_moves, Some(vec![Action::Withdraw]));
    assert_eq!(withdrawn.ok::<EventFile>(200).state, LabelState::Withdrawn);
    let file: EventFile = reopened.ok(200);
    assert_eq!(file.id, created.ok::<EventFile>(201).id);
    assert_eq!(file.form.title, "Une autre visite");
}

#[rstest]
#[tokio::test]
async fn a_labelled_event_is_not_replaced(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let created: EventFile = put(&organiser, ADDRESS, &new()).await.ok(201);
    let submitted = organiser.submit(&created).await;
    let labelled = app.granted(&organiser, &submitted).await;

    let same = put(&organiser, ADDRESS, &new()).await;
    let other = put(&organiser, ADDRESS, &titled("Autre titre")).await;

    assert_eq!(same.ok::<EventFile>(200), labelled);
    let problem = other.refused(Code::FileLocked);
    assert_eq!(problem.allowed_moves, Some(vec![Action::Withdraw]));
    assert_eq!(organiser.get(ADDRESS).await.ok::<EventFile>(200), labelled);
}

#[rstest]
#[tokio::test]
async fn an_event_stays_in_its_edition(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    app.put_edition(&Edition {
        slug: "2019".to_owned(),
        ..edition()
    });
    let organiser = app.organiser().await;
    let created: EventFile = put(&organiser, ADDRESS, &new()).await.ok(201);

    let moved = put(
        &organiser,
        ADDRESS,
        &json!({ "edition": "2019", "form": form() }),
    )
    .await;

    let problem = moved.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/edition");
    assert_eq!(organiser.get(ADDRESS).await.ok::<EventFile>(200), created);
}

#[rstest]
#[tokio::test]
async fn a_version_that_is_named_must_be_the_current_one(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let absent = organiser.put(ADDRESS, "*", &new()).await;
    absent.refused(Code::PreconditionFailed);
    assert_eq!(own(&organiser).await, []);
    put(&organiser, ADDRESS, &new()).await.ok::<EventFile>(201);
    let outdated = organiser.put(ADDRESS, "\"9\"", &titled("Non")).await;
    let current = organiser
        .put(ADDRESS, "\"1\"", &titled("Oui, la visite"))
        .await;

    outdated.refused(Code::PreconditionFailed);
    assert_eq!(outdated.header(header::ETAG), Some("\"1\""));
    assert_eq!(current.ok::<EventFile>(200).form.title, "Oui, la visite");
}

#[rstest]
#[case(
    "urn:uuid:0199c0de-0000-7000-8000-000000000000",
    "urn:uuid:0199c0de-0000-7000-8000-000000000000"
)]
#[case("EVT%2F2018%2F04", "EVT%2f2018%2f04")]
#[case("a%2F..%2Fb", "a%2F%2E%2E%2Fb")]
#[case("a+b", "a%2Bb")]
#[case("%41%3A1~%40", "A:1~@")]
#[tokio::test]
async fn an_identifier_may_be_encoded_in_several_ways(
    #[case] one: &str,
    #[case] other: &str,
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let at = |id: &str| format!("/api/v1/events/ext/agenda/{id}");

    let created: EventFile = put(&organiser, &at(one), &new()).await.ok(201);
    let read: EventFile = organiser.get(&at(other)).await.ok(200);

    assert_eq!(read, created);
}

#[rstest]
#[case("agenda/a%20b")]
#[case("agenda/%C3%A9")]
#[case("agenda/a%00b")]
#[case("agenda/50%25")]
#[case("Agenda/1")]
#[case("-/1")]
#[case("agenda/a/b")]
#[tokio::test]
async fn an_impossible_identifier_is_not_found(#[case] path: &str) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;

    let answer = put(&organiser, &format!("/api/v1/events/ext/{path}"), &new()).await;

    answer.refused(Code::NotFound);
    assert_eq!(own(&organiser).await, []);
}

#[tokio::test]
async fn an_identifier_that_is_too_long_is_not_found() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let at = |length| format!("/api/v1/events/ext/agenda/{}", "7".repeat(length));

    put(&organiser, &at(201), &new())
        .await
        .refused(Code::NotFound);
    put(&organiser, &at(200), &new()).await.ok::<EventFile>(201);
}

#[rstest]
#[tokio::test]
async fn drafts_by_identifier_count_towards_the_quota(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let newcomer = app.unverified().await;
    let at = |n: u32| format!("/api/v1/events/ext/agenda/{n}");
    let most = Quota::of(false).drafts;
    for n in 0..most {
        put(&newcomer, &at(n), &new()).await.ok::<EventFile>(201);
    }

    put(&newcomer, &at(most), &new())
        .await
        .refused(Code::TooManyDrafts);
    put(&newcomer, &at(0), &titled("Remplacée"))
        .await
        .ok::<EventFile>(200);
    newcomer.get(&at(most)).await.refused(Code::NotFound);
    let submitted = newcomer
        .post_if(&format!("{}/submit", at(0)), "*", &Value::Null)
        .await;
    submitted.refused(Code::EmailUnverified);
}

#[tokio::test]
async fn a_late_submission_is_refused_and_the_draft_stays() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    let created: EventFile = put(&organiser, ADDRESS, &new()).await.ok(201);
    app.clock.advance(TimeDelta::days(60));
    let organiser = app.anew(&organiser).await;

    let late = organiser
        .post_if(&format!("{ADDRESS}/submit"), "*", &Value::Null)
        .await;

    late.refused(Code::DeadlinePassed);
    let kept: EventFile = organiser.get(ADDRESS).await.ok(200);
    assert_eq!((kept.state, kept.form), (LabelState::Draft, created.form));
}

#[rstest]
#[case(json!({ "edition": "1789", "form": {} }), "/edition")]
#[case(json!({ "edition": "2018", "form": { "title": "a\u{0}b" } }), "/form/title")]
#[case(json!({ "edition": "2018", "form": { "image": { "file": { "id": "0".repeat(64), "width": 900, "height": 600 } } } }), "/form/image/file")]
#[tokio::test]
async fn a_body_that_cannot_be_stored_is_refused_at_its_field(
    #[case] body: Value,
    #[case] pointer: &str,
    #[values(true, false)] exists: bool,
) {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let organiser = app.organiser().await;
    if exists {
        put(&organiser, ADDRESS, &new()).await.ok::<EventFile>(201);
    }

    let problem = put(&organiser, ADDRESS, &body).await.refused(Code::Invalid);

    assert_eq!(problem.errors[0].pointer, pointer);
    assert_eq!(own(&organiser).await.len(), usize::from(exists));
}
