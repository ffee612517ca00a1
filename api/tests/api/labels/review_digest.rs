//! Letters that ask to examine files, several together: once a day or a week, of the files that still wait for their reader.

use super::desk::{self, Desk, File};
use crate::support::{Answer, Engine, Person, TestApp};
use chrono::{DateTime, Duration, DurationRound as _, Utc};
use diesel::prelude::*;
use ground::db::schema::mails;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::account::{CollectedLetter, LetterRhythm, OptionalLetter, Preferences};
use shared::problem::Code;

pub(super) const PREFERENCES: &str = "/api/v1/account/preferences";
const JOB: &str = "events.collect_review_requests";

pub(super) async fn store(person: &Person, wanted: &Value) -> Answer {
    Answer::of(person.request(Method::PUT, PREFERENCES).json(wanted)).await
}

async fn wants(person: &Person, rhythm: &str) -> Preferences {
    let wanted = json!({
        "refusedLetters": [],
        "collectedLetters": [{ "letter": "review_request", "rhythm": rhythm }],
    });
    store(person, &wanted).await.ok(200)
}

pub(super) async fn told_at(app: &TestApp, time: &str) {
    let now: DateTime<Utc> = time.parse().unwrap();
    app.clock.set(now);
    let slot = now.duration_trunc(Duration::hours(1)).unwrap();
    app.has_run(JOB, JOB, slot).await;
}

/// Subjects and texts of the requests to examine files that somebody has got, oldest first.
pub(super) fn letters(app: &TestApp, person: &Person) -> Vec<(String, String)> {
    app.platform
        .services
        .db
        .read_now(|conn| {
            Ok(mails::table
                .filter(mails::recipient.eq(&person.account().email))
                .filter(mails::body_text.like("%labellisation%"))
                .filter(mails::subject.not_like("%votre décision"))
                .order(mails::id)
                .select((mails::subject, mails::body_text))
                .load(conn)?)
        })
        .unwrap()
}

async fn titled(desk: &Desk, title: &str) -> File {
    let mut form = desk::visit();
    form.title = title.to_owned();
    desk.filed(&form).await
}

#[rstest]
#[tokio::test]
async fn a_daily_letter_names_each_waiting_file_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let desk = Desk::with(engine, |edition| edition.review_reminders.sent = false).await;
    let (daily, at_once) = (desk.referent().await, desk.referent().await);
    let stored = wants(&daily, "daily").await;
    titled(&desk, "Visite de la fonderie").await;
    titled(&desk, "Visite de la forge").await;
    let same_day = letters(&desk.app, &daily).len();

    told_at(&desk.app, "2018-02-06T06:00:00Z").await;
    let before_the_morning = letters(&desk.app, &daily).len();
    told_at(&desk.app, "2018-02-06T07:00:00Z").await;
    let first = letters(&desk.app, &daily);
    told_at(&desk.app, "2018-02-06T08:00:00Z").await;
    told_at(&desk.app, "2018-02-07T07:00:00Z").await;

    let wish = CollectedLetter {
        letter: OptionalLetter::ReviewRequest,
        rhythm: LetterRhythm::Daily,
    };
    assert_eq!(stored.collected_letters, [wish]);
    assert_eq!((same_day, before_the_morning, first.len()), (0, 0, 1));
    let (subject, text) = &first[0];
    assert!(subject.starts_with('2'), "{subject}");
    for title in ["Visite de la fonderie", "Visite de la forge"] {
        assert_eq!(text.matches(title).count(), 1, "{text}");
    }
    // Nothing twice, and nothing when there is nothing new.
    assert_eq!(letters(&desk.app, &daily).len(), 1);
    assert_eq!(letters(&desk.app, &at_once).len(), 2);
}

#[tokio::test]
async fn a_weekly_letter_comes_on_monday() {
    let desk = Desk::with(Engine::Sqlite, |edition| {
        edition.review_reminders.sent = false;
    })
    .await;
    let weekly = desk.referent().await;
    wants(&weekly, "weekly").await;
    // Monday 5 February, after the morning.
    titled(&desk, "Visite de la fonderie").await;

    told_at(&desk.app, "2018-02-11T20:00:00Z").await;
    let in_the_week = letters(&desk.app, &weekly).len();
    told_at(&desk.app, "2018-02-12T07:00:00Z").await;

    assert_eq!((in_the_week, letters(&desk.app, &weekly).len()), (0, 1));
}

#[tokio::test]
async fn who_refuses_such_letters_gets_none() {
    let desk = Desk::with(Engine::Sqlite, |edition| {
        edition.review_reminders.sent = false;
    })
    .await;
    let (refusing, waiting) = (desk.referent().await, desk.referent().await);
    let refused = json!({ "refusedLetters": ["review_request"] });
    let _: Preferences = store(&refusing, &refused).await.ok(200);
    wants(&waiting, "daily").await;
    titled(&desk, "Visite de la fonderie").await;
    let _: Preferences = store(&waiting, &refused).await.ok(200);

    told_at(&desk.app, "2018-02-06T07:00:00Z").await;

    assert!(letters(&desk.app, &refusing).is_empty());
    assert!(letters(&desk.app, &waiting).is_empty());
}

#[rstest]
#[case::cannot_wait(json!([{ "letter": "review_reminder", "rhythm": "daily" }]))]
#[case::twice(json!([
    { "letter": "review_request", "rhythm": "daily" },
    { "letter": "review_request", "rhythm": "weekly" },
]))]
#[tokio::test]
async fn a_kind_that_cannot_wait_or_is_named_twice_is_refused(#[case] collected: Value) {
    let app = TestApp::start(Engine::Sqlite).await;
    let person = app.organiser().await;
    let wanted = json!({ "refusedLetters": [], "collectedLetters": collected });

    let answer = store(&person, &wanted).await;

    answer.refused(Code::Invalid);
    let stored: Preferences = person.get(PREFERENCES).await.ok(200);
    assert_eq!(stored, Preferences::default());
}
