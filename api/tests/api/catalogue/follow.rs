use super::{Shelf, content};
use crate::support::{Engine, TestApp, awaited};
use api::app::{self, Platform};
use reqwest::StatusCode;
use rstest::rstest;
use serde_json::Value;
use shared::label::LabelState;
use std::net::TcpListener;
use std::sync::Arc;

/// Another instance on the same database.
pub(crate) fn neighbour(app: &TestApp) -> String {
    let platform =
        Platform::open(app.platform.config.clone(), app.clock.clone()).expect("the platform");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = format!("http://{}", listener.local_addr().expect("its address"));
    // Stops with the runtime of the test.
    let (server, jobs) = app::serve(Arc::new(platform), listener).expect("a server");
    tokio::spawn(async move {
        let _jobs = jobs;
        server.await
    });
    address
}

async fn read(address: &str, path: &str) -> (StatusCode, Value) {
    let answer = reqwest::get(format!("{address}{path}"))
        .await
        .expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

/// Until the response is as expected.
async fn until(address: &str, path: &str, expected: impl Fn(StatusCode, &Value) -> bool) {
    awaited(path, async || {
        let (status, body) = read(address, path).await;
        expected(status, &body).then_some(())
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn another_instance_shows_a_label_and_its_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    let there = neighbour(&shelf.app);
    until(&there, "/api/health/ready", |status, _| status.is_success()).await;
    let listed = |count: usize| {
        move |_: StatusCode, body: &Value| {
            body["items"]
                .as_array()
                .is_some_and(|all| all.len() == count)
        }
    };
    let drawn = |_: StatusCode, body: &Value| {
        body["features"]
            .as_array()
            .is_some_and(|all| all.len() == 1)
    };
    until(&there, "/api/v1/catalogue/events", listed(0)).await;

    let (id, _) = shelf.label_now(1, content());

    // The benchmark `visible` measures how soon.
    until(&there, "/api/v1/catalogue/events", listed(1)).await;
    until(&there, "/api/v1/catalogue/points", drawn).await;
    until(&shelf.app.address, "/api/v1/catalogue/events", listed(1)).await;

    shelf.change(id, LabelState::Withdrawn, "scheduled").await;
    until(
        &there,
        &format!("/api/v1/catalogue/events/{id}"),
        |status, _| status == StatusCode::GONE,
    )
    .await;
}

#[rstest]
#[tokio::test]
async fn a_new_instance_shows_what_the_others_show(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::start(engine).await;
    for number in 1..=3 {
        shelf.label(number, content()).await;
    }
    let gone = shelf.label(4, content()).await;
    shelf.change(gone, LabelState::Revoked, "scheduled").await;

    let there = neighbour(&shelf.app);
    until(&there, "/api/health/ready", |status, _| status.is_success()).await;

    for path in [
        "/api/v1/catalogue/events?limit=2&count=true",
        "/api/v1/catalogue/points",
        "/api/v1/catalogue/figures",
        "/api/v1/catalogue/editions/2018/events/visite-3",
    ] {
        assert_eq!(
            read(&there, path).await,
            read(&shelf.app.address, path).await,
            "{path}"
        );
    }
    let (status, _) = read(&there, "/api/v1/catalogue/editions/2018/events/visite-4").await;
    assert_eq!(status, StatusCode::GONE);
}
