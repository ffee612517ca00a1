//! The rule of silence: off unless the edition has it, and only for files that nobody has begun.

use super::desk::{self, Desk, File};
use crate::support::{Engine, Person};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{events, silent_labels};
use ground::db::types::SqlUuid;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::event::{AccessMode, HistoryActor, HistoryEntry};
use shared::label::LabelState;

// The files are submitted on Monday 5 February 2018, and due on Friday the 9th.
const IN_TIME: &str = "2018-02-09T22:55:00Z";
const OVERDUE: &str = "2018-02-09T23:05:00Z";

async fn silent(engine: Engine) -> Desk {
    Desk::with(engine, |edition| {
        edition.label_by_silence = true;
        edition.undo_seconds = 0;
    })
    .await
}

/// Sets the clock, and waits until the rule was applied at that time.
async fn passed(desk: &mut Desk, time: &str) {
    desk.at(time).await;
    let now: DateTime<Utc> = time.parse().unwrap();
    desk.app
        .has_run("labels.label_by_silence", "labels.label_%silen%", now)
        .await;
}

fn state(desk: &Desk, file: &File) -> String {
    let db = &desk.app.platform.services.db;
    db.read_now(|conn| {
        Ok(events::table
            .find(SqlUuid::from(file.id))
            .select(events::state)
            .first(conn)?)
    })
    .unwrap()
}

#[rstest]
#[tokio::test]
async fn an_untouched_file_is_labelled_when_its_deadline_has_passed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = silent(engine).await;
    let file = desk.filed(&desk::visit()).await;

    passed(&mut desk, IN_TIME).await;
    let before = state(&desk, &file);
    passed(&mut desk, OVERDUE).await;
    passed(&mut desk, "2018-02-09T23:10:00Z").await;

    assert_eq!(
        (before.as_str(), state(&desk, &file).as_str()),
        ("submitted", "labelled")
    );
    let history: Vec<HistoryEntry> = desk
        .organiser
        .get(&format!("/api/v1/events/{}/history", file.id))
        .await
        .ok(200);
    let granted = history
        .iter()
        .find(|entry| entry.state == Some(LabelState::Labelled))
        .expect("the label is in the history");
    assert_eq!(granted.actor, HistoryActor::System);
    let reason = granted.override_reason.as_deref().expect("it is flagged");
    assert!(reason.contains("sans examen"), "{reason}");
    let letters = desk.mails();
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(
        letters[0].2.contains("délai de réponse est écoulé"),
        "{letters:?}"
    );
    let kept: i64 = desk
        .app
        .platform
        .services
        .db
        .read_now(|conn| Ok(silent_labels::table.count().get_result(conn)?))
        .unwrap();
    assert_eq!(kept, 1);
    desk.app.caught_up().await;
    let public = desk.app.visitor().get("/api/v1/catalogue/events").await;
    assert!(
        public.text.contains(&file.id.to_string()),
        "{}",
        public.text
    );
}

#[rstest]
#[tokio::test]
async fn nothing_is_labelled_by_silence_without_the_rule(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = Desk::open(engine).await;
    let file = desk.filed(&desk::visit()).await;

    passed(&mut desk, OVERDUE).await;

    assert_eq!(state(&desk, &file), "submitted");
}

/// One answer on the file, as a referent gives it.
async fn answered(referent: &Person, file: &File) {
    let one = json!({ "answers": [{ "criterion": "dates", "verdict": "met" }] });
    desk::assessed(referent, file, &one).await;
}

#[rstest]
#[tokio::test]
async fn a_file_that_somebody_has_begun_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = silent(engine).await;
    let referent = desk.referent().await;
    let begun = desk.filed(&desk::visit()).await;
    answered(&referent, &begun).await;
    let filed = desk.filed(&desk::visit()).await;
    let returned = desk::done(&referent, "correction", &filed, &desk::correction()).await;
    let path = format!("/api/v1/events/{}/submit", filed.id);
    desk::send(
        &desk.organiser,
        Method::POST,
        &path,
        &returned,
        &Value::Null,
    )
    .await;
    let mut closed = desk::visit();
    closed.access_mode = Some(AccessMode::Invitation);
    let invited = desk.filed(&closed).await;
    let untouched = desk.filed(&desk::visit()).await;

    passed(&mut desk, OVERDUE).await;

    for (file, why) in [
        (&begun, "it has an answer"),
        (&filed, "it was corrected"),
        (&invited, "the check has a remark"),
    ] {
        assert_eq!(state(&desk, file), "submitted", "{why}");
    }
    assert_eq!(state(&desk, &untouched), "labelled");
}

#[rstest]
#[tokio::test]
async fn a_file_that_is_read_now_waits_for_its_reader(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut desk = silent(engine).await;
    let file = desk.filed(&desk::visit()).await;
    desk.at("2018-02-09T22:58:30Z").await;
    let referent = desk.referent().await;
    let reading = format!("{}/reading", file.page());
    let opened = referent.put(&reading, "*", &Value::Null).await;
    assert!(opened.status.is_success(), "{}", opened.text);

    passed(&mut desk, "2018-02-09T23:00:00Z").await;
    let while_read = state(&desk, &file);
    passed(&mut desk, OVERDUE).await;

    assert_eq!(while_read, "submitted");
    assert_eq!(state(&desk, &file), "labelled");
}
