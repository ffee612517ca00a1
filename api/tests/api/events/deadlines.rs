//! The private calendar of deadlines.

use crate::support::{Answer, EVENTS, Engine, Person, TestApp, edition, form, path, tag};
use diesel::prelude::*;
use ground::db::schema::deadline_calendars;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{DeadlineCalendar, EventFile, EventFileSummary, ExpectedTask};
use shared::label::LabelState;
use shared::paging::Page;
use shared::problem::Code;

const ADDRESS: &str = "/api/v1/account/deadline-calendar";

async fn address(person: &Person) -> Option<String> {
    let found: DeadlineCalendar = person.get(ADDRESS).await.ok(200);
    found.address
}

async fn renewed(person: &Person) -> String {
    let created: DeadlineCalendar = person.post(ADDRESS, &Value::Null).await.ok(200);
    created.address.unwrap()
}

/// Reads an address without signing in; the lines of the calendar are unfolded.
async fn calendar(app: &TestApp, address: &str) -> Answer {
    let path = address.strip_prefix(&app.address).unwrap();
    let mut answer = app.visitor().get(path).await;
    answer.text = answer.text.replace("\r\n ", "");
    answer
}

fn titled(title: &str) -> Value {
    let mut form = form();
    form["title"] = json!(title);
    form
}

async fn corrected(app: &TestApp, file: &EventFile) {
    let referent = app.referent("region:84").await;
    let correction = format!("/api/v1/labels/events/{}/correction", file.id);
    let body = json!({ "message": "Merci de préciser les horaires.", "fields": ["/occurrences"] });
    let answer = referent.post_if(&correction, &tag(file), &body).await;
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
}

#[rstest]
#[tokio::test]
async fn the_calendar_has_the_deadlines_of_what_waits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = edition();
    edition.correction_working_days = Some(5);
    app.put_edition(&edition);
    let owner = app.organiser().await;
    owner.draft(&titled("Visite de la forge")).await;
    owner.draft(&json!({})).await;
    owner.submitted(&titled("Visite du laminoir")).await;
    let asked = owner.submitted(&titled("Visite de la verrerie")).await;
    corrected(&app, &asked).await;
    app.labelled(&owner, &titled("Visite de la scierie")).await;
    app.organiser()
        .await
        .draft(&titled("Visite d’un autre"))
        .await;
    let address = renewed(&owner).await;

    let answer = calendar(&app, &address).await;

    assert_eq!(answer.status.as_u16(), 200);
    assert_eq!(
        answer.header(header::CONTENT_TYPE),
        Some("text/calendar; charset=utf-8")
    );
    assert!(
        answer
            .header(header::CACHE_CONTROL)
            .unwrap()
            .contains("no-store")
    );
    let text = &answer.text;
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 3, "{text}");
    for line in [
        "SUMMARY:Date limite de dépôt : Semaine de l’Industrie 2018",
        "DTSTART;VALUE=DATE:20180312",
        "Visite de la forge",
        "Événement sans titre",
        "SUMMARY:Réponse attendue du référent : Visite du laminoir",
        "DTSTART;VALUE=DATE:20180209",
        "SUMMARY:Correction à envoyer : Visite de la verrerie",
        "DTSTART;VALUE=DATE:20180212",
    ] {
        let plain = text.replace(['\u{a0}', '\u{202f}'], " ");
        assert!(plain.contains(line), "{line} in {plain}");
    }
    assert!(!text.contains("scierie") && !text.contains("autre"));
}

#[rstest]
#[tokio::test]
async fn an_address_is_replaced_and_revoked(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    assert_eq!(address(&owner).await, None);

    let first = renewed(&owner).await;
    assert_eq!(
        address(&owner).await.as_ref(),
        Some(&first),
        "it can be read again"
    );
    let second = renewed(&owner).await;

    assert_ne!(first, second);
    calendar(&app, &first).await.refused(Code::NotFound);
    assert!(
        calendar(&app, &second)
            .await
            .text
            .contains("BEGIN:VTIMEZONE")
    );
    assert_eq!(owner.delete(ADDRESS).await.status.as_u16(), 204);
    calendar(&app, &second).await.refused(Code::NotFound);
    assert_eq!(address(&owner).await, None);
    assert_eq!(
        owner.delete(ADDRESS).await.status.as_u16(),
        204,
        "as often as one likes"
    );
}

#[rstest]
#[tokio::test]
async fn the_secret_is_not_stored_and_ends_with_the_account(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let address = renewed(&owner).await;
    let secret = address.split('/').nth_back(1).unwrap();
    assert_eq!(secret.len(), 43);

    let stored: Vec<String> = app
        .platform
        .services
        .db
        .read_now(|conn| {
            Ok(deadline_calendars::table
                .select(deadline_calendars::hash)
                .load(conn)?)
        })
        .unwrap();
    assert_eq!(stored.len(), 1);
    assert_eq!(stored[0].len(), 64);
    assert!(!stored[0].contains(secret));

    let body = json!({ "password": crate::support::PASSWORD });
    let left = Answer::of(owner.request(Method::DELETE, "/api/v1/account").json(&body)).await;
    assert!(left.status.is_success(), "{}", left.text);
    calendar(&app, &address).await.refused(Code::NotFound);
}

#[tokio::test]
async fn a_malformed_secret_is_not_found() {
    let app = TestApp::start(Engine::Sqlite).await;
    for secret in ["x", &"x".repeat(43), &"é".repeat(50)] {
        let path = format!("/api/v1/deadlines/{secret}/calendar.ics");
        app.visitor().get(&path).await.refused(Code::NotFound);
    }
    app.visitor()
        .get(ADDRESS)
        .await
        .refused(Code::Unauthenticated);
}

#[rstest]
#[tokio::test]
async fn the_list_says_what_is_expected_and_by_when(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut edition = edition();
    edition.draft_reminder_days = vec![60];
    app.put_edition(&edition);
    let owner = app.organiser().await;
    let draft = owner.draft(&form()).await;
    let asked = owner.submitted(&form()).await;
    corrected(&app, &asked).await;
    let submitted = owner.submitted(&form()).await;

    let own: Page<EventFileSummary> = owner.get(EVENTS).await.ok(200);

    let expected = |id| {
        let item = own.items.iter().find(|item| item.id == id).unwrap();
        item.expected
    };
    let of_draft = expected(draft.id).unwrap();
    assert_eq!((of_draft.task, of_draft.soon), (ExpectedTask::Submit, true));
    assert_eq!(
        of_draft.by.unwrap().to_rfc3339(),
        "2018-03-12T22:59:59+00:00"
    );
    let of_asked = expected(asked.id).unwrap();
    assert_eq!((of_asked.task, of_asked.by), (ExpectedTask::Correct, None));
    assert_eq!(expected(submitted.id), None);
    let read: EventFile = owner.get(&path(asked.id)).await.ok(200);
    assert_eq!(read.state, LabelState::CorrectionRequested);
}

#[rstest]
#[tokio::test]
async fn the_list_names_the_department_whose_clock_applies(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let mut there = form();
    there["place"]["insee"] = json!("97411");
    there["occurrences"][0] = json!({ "begin": "2018-04-03T09:00", "end": "2018-04-03T10:00" });
    let draft = owner.draft(&there).await;
    let submitted = owner.submitted(&there).await;
    let nowhere = owner.draft(&json!({ "title": "Visite" })).await;
    let mut remote = there;
    remote["kind"] = json!("webinar");
    remote["attendanceMode"] = json!("online");
    remote["onlineUrl"] = json!("https://fonderie.example.org/direct");
    remote["place"] = json!({ "insee": "97411" });
    let online = [owner.draft(&remote).await, owner.submitted(&remote).await];

    let own: Page<EventFileSummary> = owner.get(EVENTS).await.ok(200);

    let listed = |id| own.items.iter().find(|item| item.id == id).unwrap();
    let zone = |id| listed(id).zone().name();
    assert_eq!(zone(draft.id), "Indian/Reunion");
    assert_eq!(zone(submitted.id), "Indian/Reunion");
    assert_eq!(listed(nowhere.id).department, None);
    assert_eq!(zone(nowhere.id), "Europe/Paris");
    for file in &online {
        assert_eq!(zone(file.id), "Europe/Paris");
    }
    let begin = listed(submitted.id).first_begin.unwrap();
    assert_eq!(begin.to_rfc3339(), "2018-04-03T05:00:00+00:00");
}
