use crate::support::{Answer, Engine, Person, TestApp, edition, form, path, tag};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::edition::EditionStatus;
use shared::event::{EventFile, EventFileSummary, HistoryEntry};
use shared::label::ReviewSheet;
use shared::paging::Page;
use shared::problem::Code;

/// The morning after the visit.
const AFTER: &str = "2018-03-27T08:00:00Z";

async fn report(person: &Person, file: &EventFile, body: &Value) -> Answer {
    let address = format!("{}/report", path(file.id));
    person.put(&address, &tag(file), body).await
}

fn held() -> Value {
    json!({ "held": true, "participants": 54 })
}

/// A labelled event that is over, and its owner.
async fn over(engine: Engine) -> (TestApp, Person, EventFile) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let file = app.labelled(&owner, &form()).await;
    app.clock.set(AFTER.parse().unwrap());
    let owner = app.anew(&owner).await;
    (app, owner, file)
}

#[rstest]
#[tokio::test]
async fn the_organiser_reports_on_an_event_that_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let (app, owner, file) = over(engine).await;
    assert_eq!(file.report, None);

    let reported: EventFile = report(&owner, &file, &held()).await.ok(200);

    let handed_in = reported.report.expect("a report");
    assert_eq!((handed_in.held, handed_in.participants), (true, 54));
    assert_eq!(handed_in.reported_at, app.clock.now());
    assert_eq!(
        (reported.version, reported.state),
        (file.version + 1, file.state)
    );
    let own: Page<EventFileSummary> = owner.get("/api/v1/events").await.ok(200);
    assert!(own.items[0].reported);
    let history: Vec<HistoryEntry> = owner
        .get(&format!("{}/history", path(file.id)))
        .await
        .ok(200);
    assert_eq!(history.last().unwrap().kind, "event.reported");
    let referent = app.referent("department:69").await;
    let sheet = format!("/api/v1/labels/events/{}", file.id);
    let sheet: ReviewSheet = referent.get(&sheet).await.ok(200);
    assert_eq!(sheet.file.report, Some(handed_in));
    app.caught_up().await;
    let public = format!("/api/v1/catalogue/events/{}", file.id);
    let public = app.visitor().get(&public).await.json();
    assert_eq!(public["report"], Value::Null);

    let corrected = json!({ "held": false });
    let corrected: EventFile = report(&owner, &reported, &corrected).await.ok(200);
    let corrected = corrected.report.expect("a report");
    assert_eq!((corrected.held, corrected.participants), (false, 0));
}

#[tokio::test]
async fn before_the_day_after_there_is_nothing_to_report() {
    let app = TestApp::start(Engine::Sqlite).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let submitted = owner.submitted(&form()).await;
    let labelled = app.labelled(&owner, &form()).await;
    app.clock.set("2018-03-26T20:00:00Z".parse().unwrap());
    let owner = app.anew(&owner).await;

    report(&owner, &labelled, &held())
        .await
        .refused(Code::EventNotOver);
    report(&owner, &submitted, &held())
        .await
        .refused(Code::IllegalMove);
}

#[tokio::test]
async fn an_invalid_report_is_rejected_at_its_field() {
    let (_app, owner, file) = over(Engine::Sqlite).await;
    for (body, code, pointer) in [
        (json!({ "participants": 54 }), Code::InvalidJson, ""),
        (json!({ "held": "yes" }), Code::InvalidJson, "/held"),
        (
            json!({ "held": true, "participants": -1 }),
            Code::InvalidJson,
            "/participants",
        ),
        (json!({ "held": true }), Code::Invalid, "/participants"),
        (
            json!({ "held": true, "participants": 2_000_001 }),
            Code::Invalid,
            "/participants",
        ),
        (
            json!({ "held": false, "participants": 3 }),
            Code::Invalid,
            "/participants",
        ),
    ] {
        let problem = report(&owner, &file, &body).await.refused(code);
        assert_eq!(problem.errors[0].pointer, pointer, "{body}");
    }
}

#[tokio::test]
async fn only_who_works_on_the_event_reports_on_it_until_the_edition_is_archived() {
    let (app, owner, file) = over(Engine::Sqlite).await;
    for stranger in [app.organiser().await, app.coordinator().await] {
        report(&stranger, &file, &held())
            .await
            .refused(Code::NotFound);
    }
    report(&app.visitor(), &file, &held())
        .await
        .refused(Code::Unauthenticated);
    let address = format!("{}/report", path(file.id));
    owner
        .put(&address, "\"1\"", &held())
        .await
        .refused(Code::PreconditionFailed);
    let without = owner.request(Method::PUT, &address).json(&held());
    Answer::of(without)
        .await
        .refused(Code::PreconditionRequired);
    let mut edition = edition();
    edition.status = EditionStatus::Archived;
    app.put_edition(&edition);
    report(&owner, &file, &held())
        .await
        .refused(Code::EditionClosed);
}
