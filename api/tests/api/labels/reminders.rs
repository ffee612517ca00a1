//! Reminders of the files whose review deadline is near or has passed: one letter a day, each file once for each deadline.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine, Person, TestApp, edition_2018};
use api::app::{self, Platform};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use diesel::prelude::*;
use ground::db::schema::{mails, review_notices};
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::Preferences;
use shared::calendar::Window;
use shared::edition::{Edition, EditionStatus, ReviewReminders};
use shared::event::EventFile;
use std::net::TcpListener;
use std::sync::Arc;

// The files are submitted on Monday 5 February 2018, and due on Friday the 9th.
pub(super) const ONE_DAY_LEFT: &str = "2018-02-08T07:00:00Z";
pub(super) const OVERDUE: &str = "2018-02-12T07:00:00Z";

/// A desk whose edition sends reminders.
pub(super) async fn reminding(engine: Engine) -> Desk {
    Desk::with(engine, |edition| edition.review_reminders.sent = true).await
}

/// Sets the clock, and waits until everybody who is told then has a letter.
pub(super) async fn told_at(app: &TestApp, time: &str) {
    let now: DateTime<Utc> = time.parse().unwrap();
    app.clock.set(now);
    let slot = now.duration_trunc(Duration::hours(1)).unwrap();
    app.has_run("labels.remind_reviewers", "labels.remind_reviewers", slot)
        .await;
}

/// The texts of the reminders that somebody has got, oldest first.
pub(super) fn letters(app: &TestApp, person: &Person) -> Vec<String> {
    app.platform
        .services
        .db
        .read_now(|conn| {
            Ok(mails::table
                .filter(mails::recipient.eq(&person.account().email))
                .filter(mails::subject.like("%votre décision"))
                .order(mails::id)
                .select(mails::body_text)
                .load(conn)?)
        })
        .unwrap()
}

fn notices(app: &TestApp) -> i64 {
    let db = &app.platform.services.db;
    db.read_now(|conn| Ok(review_notices::table.count().get_result(conn)?))
        .unwrap()
}

async fn titled(desk: &Desk, title: &str) -> File {
    let mut form = desk::visit();
    form.title = title.to_owned();
    desk.filed(&form).await
}

#[rstest]
#[tokio::test]
async fn each_file_is_announced_once_in_one_letter_a_day(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = reminding(engine).await;
    let (referent, colleague) = (desk.referent().await, desk.referent().await);
    let elsewhere = desk.app.referent("department:75").await;
    let coordinator = desk.app.coordinator().await;
    titled(&desk, "Visite de la fonderie").await;
    titled(&desk, "Visite de la forge").await;

    told_at(&desk.app, "2018-02-08T06:00:00Z").await;
    let before = letters(&desk.app, &referent).len();
    told_at(&desk.app, ONE_DAY_LEFT).await;
    let near = letters(&desk.app, &referent);
    let to_coordination = letters(&desk.app, &coordinator).len();
    for hour in [
        "2018-02-08T08:00:00Z",
        "2018-02-09T07:00:00Z",
        "2018-02-10T07:00:00Z",
    ] {
        told_at(&desk.app, hour).await;
    }
    let again = letters(&desk.app, &referent).len();
    told_at(&desk.app, OVERDUE).await;
    told_at(&desk.app, "2018-02-13T07:00:00Z").await;

    assert_eq!((before, near.len(), again, to_coordination), (0, 1, 1, 0));
    for part in [
        "Visite de la fonderie",
        "Visite de la forge",
        "vendredi 9\u{a0}février\u{a0}2018",
        "se termine bientôt",
        "/labellisation",
    ] {
        assert!(near[0].contains(part), "{part} in {}", near[0]);
    }
    let late = letters(&desk.app, &referent);
    assert_eq!(late.len(), 2);
    assert!(late[1].contains("est dépassé"), "{}", late[1]);
    assert_eq!(letters(&desk.app, &colleague).len(), 2);
    assert_eq!(letters(&desk.app, &coordinator).len(), 1);
    assert!(letters(&desk.app, &elsewhere).is_empty());
    // Near, overdue, and overdue to the coordination, of two files.
    assert_eq!(notices(&desk.app), 6);
}

#[rstest]
#[tokio::test]
async fn nobody_is_told_on_a_holiday_or_before_the_morning_of_the_place(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = reminding(engine).await;
    // Easter Monday is 2 April; Good Friday is a holiday in Moselle only.
    desk.app.put_edition(&Edition {
        status: EditionStatus::Open,
        deadline: DateTime::parse_from_rfc3339("2018-04-30T23:59:59+02:00").unwrap(),
        window: Window::new("2018-03-26".parse().unwrap(), "2018-05-31".parse().unwrap()).unwrap(),
        review_reminders: ReviewReminders::default(),
        ..edition_2018()
    });
    let (here, there) = (
        desk.referent().await,
        desk.app.referent("department:974").await,
    );
    let mut reunion = desk::visit_at_la_reunion();
    reunion.occurrences[0].begin = "2018-04-08T09:30".into();
    reunion.occurrences[0].end = "2018-04-08T12:00".into();
    let mut visit = desk::visit();
    visit.occurrences[0].begin = "2018-05-15T09:30".into();
    visit.occurrences[0].end = "2018-05-15T12:00".into();
    desk.at("2018-03-27T07:00:00Z").await;
    desk.filed(&visit).await;
    desk.filed(&reunion).await;

    // Filed on a Tuesday before Easter: due on Tuesday 3 April, and Friday is the working day before.
    told_at(&desk.app, "2018-03-29T12:00:00Z").await;
    let thursday = (
        letters(&desk.app, &here).len(),
        letters(&desk.app, &there).len(),
    );
    told_at(&desk.app, "2018-03-30T04:00:00Z").await;
    let at_dawn = (
        letters(&desk.app, &here).len(),
        letters(&desk.app, &there).len(),
    );
    told_at(&desk.app, "2018-03-30T06:00:00Z").await;
    let friday = letters(&desk.app, &here).len();
    told_at(&desk.app, "2018-04-02T10:00:00Z").await;
    let monday = letters(&desk.app, &here).len();

    assert_eq!(thursday, (0, 0));
    assert_eq!(at_dawn, (0, 1), "it is eight o’clock at La Réunion only");
    assert_eq!((friday, monday), (1, 1));
}

#[rstest]
#[tokio::test]
async fn a_correction_stops_the_reminders_and_a_new_deadline_starts_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = reminding(engine).await;
    let referent = desk.referent().await;
    let file = titled(&desk, "Visite de la fonderie").await;
    told_at(&desk.app, ONE_DAY_LEFT).await;
    let asking = desk.app.anew(&referent).await;
    let returned = desk::done(&asking, "correction", &file, &desk::correction()).await;

    told_at(&desk.app, OVERDUE).await;
    let stopped = letters(&desk.app, &referent).len();
    desk.at("2018-02-13T10:00:00Z").await;
    let path = format!("/api/v1/events/{}/submit", file.id);
    desk::send(
        &desk.organiser,
        Method::POST,
        &path,
        &returned,
        &Value::Null,
    )
    .await
    .ok::<EventFile>(200);
    // One working day is left, which ends on the 14th.
    told_at(&desk.app, "2018-02-13T11:00:00Z").await;
    let same_day = letters(&desk.app, &referent).len();
    told_at(&desk.app, "2018-02-14T07:00:00Z").await;

    assert_eq!((stopped, same_day), (1, 1));
    assert_eq!(letters(&desk.app, &referent).len(), 2);
}

#[rstest]
#[tokio::test]
async fn reminders_are_refused_by_people_and_by_editions(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values(true, false)] sent: bool,
) {
    let desk = Desk::with(engine, |edition| edition.review_reminders.sent = sent).await;
    let (refusing, wanting) = (desk.referent().await, desk.referent().await);
    let request = refusing.request(Method::PUT, "/api/v1/account/preferences");
    let refused = json!({ "refusedLetters": ["review_reminder"] });
    Answer::of(request.json(&refused))
        .await
        .ok::<Preferences>(200);
    titled(&desk, "Visite de la fonderie").await;

    told_at(&desk.app, ONE_DAY_LEFT).await;

    assert!(letters(&desk.app, &refusing).is_empty());
    let found = letters(&desk.app, &wanting);
    assert_eq!(found.len(), usize::from(sent));
    assert!(found.iter().all(|text| text.contains("/desabonnement")));
}

#[rstest]
#[tokio::test]
async fn nobody_is_told_of_the_own_event(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = reminding(engine).await;
    let (owner, colleague) = (desk.referent().await, desk.referent().await);
    let draft = desk.draft_of(&owner, &desk::visit()).await;
    desk.file(&owner, &draft).await;

    told_at(&desk.app, ONE_DAY_LEFT).await;

    assert!(letters(&desk.app, &owner).is_empty());
    assert_eq!(letters(&desk.app, &colleague).len(), 1);
}

#[rstest]
#[tokio::test]
async fn two_instances_send_one_letter(#[values(Engine::Sqlite, Engine::Postgres)] engine: Engine) {
    let desk = reminding(engine).await;
    let referent = desk.referent().await;
    titled(&desk, "Visite de la fonderie").await;
    let config = desk.app.platform.config.clone();
    let clock = desk.app.clock.clone();
    let other = tokio::task::spawn_blocking(move || Platform::open(config, clock))
        .await
        .unwrap()
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (server, _jobs) = app::serve(Arc::new(other), listener).unwrap();
    let handle = server.handle();
    tokio::spawn(server);

    for hour in [
        ONE_DAY_LEFT,
        "2018-02-08T08:00:00Z",
        OVERDUE,
        "2018-02-12T08:00:00Z",
    ] {
        told_at(&desk.app, hour).await;
    }

    assert_eq!(letters(&desk.app, &referent).len(), 2);
    assert_eq!(notices(&desk.app), 2, "there is no coordination to tell");
    drop(handle.stop(false));
}
