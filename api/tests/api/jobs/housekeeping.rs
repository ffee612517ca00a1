//! Removal of expired rows by recurring jobs.

use super::POLL;
use crate::support::{Answer, EVENTS, Engine, TestApp, edition};
use chrono::Duration;
use diesel::prelude::*;
use ground::db::schema::{attempts, idempotency_keys, refresh_tokens};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::event::EventFile;

/// Rows of the three tables that are tidied.
fn rows(app: &TestApp) -> [i64; 3] {
    app.platform
        .services
        .db
        .read_now(|conn| {
            Ok([
                attempts::table.count().get_result(conn)?,
                idempotency_keys::table.count().get_result(conn)?,
                refresh_tokens::table.count().get_result(conn)?,
            ])
        })
        .unwrap()
}

#[rstest]
#[tokio::test]
async fn counters_answers_and_sessions_are_removed_when_their_time_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let body = json!({ "edition": "2018" });
    let create = || {
        let request = owner.request(Method::POST, EVENTS);
        Answer::of(request.header("Idempotency-Key", "k1").json(&body))
    };
    create().await.ok::<EventFile>(201);
    app.visitor()
        .post(
            "/api/v1/session",
            &json!({ "email": "nobody@example.org", "password": "wrong" }),
        )
        .await;
    let before = rows(&app);

    app.clock.advance(Duration::days(16));
    super::in_time(async {
        while rows(&app) != [0, 0, 0] {
            tokio::time::sleep(POLL).await;
        }
    })
    .await;

    assert!(before.iter().all(|rows| *rows > 0), "{before:?}");
}

#[rstest]
#[tokio::test]
async fn a_key_whose_day_is_over_creates_anew(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    app.put_edition(&edition());
    let owner = app.organiser().await;
    let body = json!({ "edition": "2018" });
    let request = owner.request(Method::POST, EVENTS);
    let first = Answer::of(request.header("Idempotency-Key", "k1").json(&body)).await;

    app.clock.advance(Duration::days(1) + Duration::seconds(1));
    let owner = app.anew(&owner).await;
    let request = owner.request(Method::POST, EVENTS);
    let second = Answer::of(request.header("Idempotency-Key", "k1").json(&body)).await;

    let (first, second): (EventFile, EventFile) = (first.ok(201), second.ok(201));
    assert_ne!(first.id, second.id);
}
