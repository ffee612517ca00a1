//! Figures of the requests with each key.

use super::{Fixture, PUBLIC, secret};
use crate::partners::{at, joined, opened};
use crate::support::{Answer, EVENTS, Engine, Person, TestApp, form};
use actix_web::http::StatusCode;
use api::api_keys::Tally;
use chrono::{DateTime, Utc};
use reqwest::Method;
use rstest::rstest;
use serde_json::json;
use shared::id::PartnerSpaceId;
use shared::partner::{KeyRequests, PartnerSpacePeople, PartnerUsage};
use shared::problem::Code;

/// Adds to the database what the server has counted.
async fn counted(app: &TestApp) {
    app.platform.tally.write().await.unwrap();
}

fn path(id: PartnerSpaceId, query: &str) -> String {
    at(id, &format!("/usage{query}"))
}

async fn usage(person: &Person, id: PartnerSpaceId, query: &str) -> PartnerUsage {
    person.get(&path(id, query)).await.ok(200)
}

#[rstest]
#[tokio::test]
async fn requests_are_counted_by_key_day_and_outcome(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let used = f.make(secret(&["read", "write"])).await;
    let unused = f.make(secret(&["read"])).await;
    for _ in 0..2 {
        f.get(&used, PUBLIC).await;
    }
    let new = json!({ "edition": "2018", "form": form() });
    let created = f.call(&used, Method::POST, EVENTS, Some(new)).await;
    assert_eq!(created.status.as_u16(), 201, "{}", created.text);
    f.get(&used, "/api/v1/editions/1789").await;
    // Without a key, and outside what is counted.
    f.app.visitor().get(PUBLIC).await;
    f.get(&used, "/participer").await;
    assert_eq!(usage(&f.member, f.id, "").await.keys, []);

    counted(&f.app).await;
    f.get(&used, PUBLIC).await;
    counted(&f.app).await;
    counted(&f.app).await;

    let found = usage(&f.member, f.id, "").await;
    let days = (found.from.to_string(), found.to.to_string());
    assert_eq!(days, ("2018-01-07".to_owned(), "2018-02-05".to_owned()));
    assert_eq!(found.keys.len(), 1);
    let key = &found.keys[0];
    assert_ne!(key.key, unused.key.id);
    assert_eq!((key.key, &key.hint), (used.key.id, &used.key.hint));
    let expected = KeyRequests {
        read: 3,
        write: 1,
        refused: 0,
        failed: 1,
    };
    assert_eq!(key.total, expected);
    assert_eq!(key.days.len(), 1);
    assert_eq!(key.days[0].day, found.to);
    assert_eq!(key.days[0].requests, expected);
    assert_eq!(found.webhooks, []);
}

#[tokio::test]
async fn a_call_of_a_tool_is_a_read() {
    let f = Fixture::configured(Engine::Sqlite, &[("SEMAINE_MCP", "true")]).await;
    let key = f.make(secret(&["read"])).await;
    let message = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });

    let request = f
        .app
        .visitor()
        .request(Method::POST, "/mcp")
        .header("Accept", "application/json, text/event-stream")
        .header("MCP-Protocol-Version", "2025-11-25")
        .bearer_auth(&key.secret)
        .json(&message);
    let answer = Answer::of(request).await;

    assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    counted(&f.app).await;
    let expected = KeyRequests {
        read: 1,
        ..KeyRequests::default()
    };
    let found = usage(&f.member, f.id, "").await;
    assert_eq!(found.keys[0].total, expected);
}

#[tokio::test]
async fn an_embed_counts_for_its_key_on_pages_of_the_origins() {
    const SITE: &str = "https://www.cci.example";
    let f = Fixture::new(Engine::Sqlite).await;
    let key = f
        .make(json!({ "kind": "publishable", "scopes": ["read"], "origins": [SITE] }))
        .await;
    let foreign = f.make(secret(&["read"])).await;
    let visitor = f.app.visitor();
    let load = async |path: &str, key: &str, around: &str| {
        let request = visitor.request(Method::GET, &format!("{path}?view=list&api-key={key}"));
        Answer::of(request.header("Referer", around)).await.status
    };

    // Counted: a frame, one of an event that is not there, and the request of a tag.
    let around = format!("{SITE}/");
    let shown = load("/integration", &key.secret, &around).await;
    let missing = "/integration/evenements/2018/nothing";
    let gone = load(missing, &key.secret, &format!("{SITE}/agenda?page=2")).await;
    let tag = visitor
        .request(Method::GET, PUBLIC)
        .header("Origin", SITE)
        .bearer_auth(&key.secret);
    let tag = Answer::of(tag).await.status;
    // Not counted.
    let unknown = key.secret.replace("sdi_pub_", "sdi_pub_0");
    let none = [
        load("/integration", &key.secret, "https://elsewhere.example/").await,
        load(
            "/integration",
            &key.secret,
            &format!("{SITE}.elsewhere.example/"),
        )
        .await,
        load("/integration", &key.secret, "").await,
        load("/integration", &foreign.secret, &around).await,
        load("/integration", &unknown, &around).await,
        load("/integrer", &key.secret, &around).await,
        visitor.get("/integration").await.status,
    ];

    assert_eq!([shown, gone, tag].map(|it| it.as_u16()), [200, 404, 200]);
    assert_eq!(none.map(|it| it.as_u16()), [200; 7]);
    counted(&f.app).await;
    let found = usage(&f.member, f.id, "").await;
    assert_eq!(found.keys.len(), 1);
    assert_eq!(found.keys[0].key, key.key.id);
    let expected = KeyRequests {
        read: 2,
        failed: 1,
        ..KeyRequests::default()
    };
    assert_eq!(found.keys[0].total, expected);
}

#[rstest]
#[tokio::test]
async fn what_several_instances_count_adds_up(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let key = f.make(secret(&["read"])).await.key.id;
    let services = &f.app.platform.services;
    let instances = [0; 2].map(|_| Tally::new(services.clone()));
    for tally in &instances {
        for _ in 0..5 {
            tally.count(key, true, StatusCode::OK);
        }
        tally.count(key, true, StatusCode::TOO_MANY_REQUESTS);
    }

    let [one, other] = &instances;
    let (first, second) = tokio::join!(one.write(), other.write());
    first.unwrap();
    second.unwrap();

    let found = usage(&f.member, f.id, "").await;
    let expected = KeyRequests {
        read: 10,
        refused: 2,
        ..KeyRequests::default()
    };
    assert_eq!(found.keys[0].total, expected);
}

#[rstest]
#[tokio::test]
async fn figures_are_read_by_day_and_forgotten_after_four_hundred(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let key = f.make(secret(&["read"])).await.key.id;
    for time in ["2018-02-05T09:00:00Z", "2018-02-05T23:00:00Z"] {
        f.app.clock.set(time.parse().unwrap());
        f.app.platform.tally.count(key, true, StatusCode::OK);
    }
    counted(&f.app).await;

    let member = f.app.anew(&f.member).await;
    let days = async |person: &Person, query: &str| -> Vec<String> {
        let found = usage(person, f.id, query).await;
        let days = found.keys.iter().flat_map(|key| &key.days);
        days.map(|day| day.day.to_string()).collect()
    };
    assert_eq!(days(&member, "").await, ["2018-02-05", "2018-02-06"]);
    assert_eq!(days(&member, "?to=2018-02-05").await, ["2018-02-05"]);
    assert_eq!(days(&member, "?from=2018-02-06").await, ["2018-02-06"]);
    for wrong in [
        "?from=2018-02-07",
        "?from=2018-01-06",
        "?from=2018-02-30",
        "?to=soon",
    ] {
        let answer = member.get(&path(f.id, wrong)).await;
        answer.refused(Code::InvalidParameter);
    }

    for (time, left) in [("2019-03-12T03:55:00Z", 2), ("2019-03-13T03:55:00Z", 1)] {
        let slot: DateTime<Utc> = time.parse().unwrap();
        f.app.clock.set(slot);
        let job = "api_keys.forget_usage";
        f.app.has_run(job, job, slot).await;
        let member = f.app.anew(&f.member).await;
        let found = days(&member, "?from=2018-02-05&to=2018-02-06").await;
        assert_eq!(found.len(), left, "{time}");
    }
}

#[rstest]
#[tokio::test]
async fn the_figures_are_for_the_members_and_administrators(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    f.get(&made, PUBLIC).await;
    counted(&f.app).await;
    let own = opened(&f.coordinator, "uimm").await;
    let foreign = joined(&f.app, &f.coordinator, own).await;
    let leaver = joined(&f.app, &f.coordinator, f.id).await;
    let administrator = f.app.administrator().await;
    let all = path(f.id, "");

    foreign.get(&all).await.refused(Code::NotFound);
    assert_eq!(usage(&foreign, own, "").await.keys, []);
    f.coordinator.get(&all).await.refused(Code::Forbidden);
    f.get(&made, &all).await.refused(Code::KeyLimited);
    assert_eq!(usage(&administrator, f.id, "").await.keys.len(), 1);
    assert_eq!(usage(&leaver, f.id, "").await.keys.len(), 1);

    let seat = format!("/members/{}", leaver.account().id);
    let left = f.member.delete(&at(f.id, &seat)).await;
    assert_eq!(left.status.as_u16(), 204, "{}", left.text);
    leaver.get(&all).await.refused(Code::Forbidden);

    // A space that is closed can still be read.
    f.coordinator
        .post(&at(f.id, "/close"), &json!({}))
        .await
        .ok::<PartnerSpacePeople>(200);
    f.get(&made, PUBLIC).await.refused(Code::InvalidToken);
    counted(&f.app).await;
    let found = usage(&f.member, f.id, "").await;
    // A request with a revoked key counts for none; the one that was not allowed does.
    let expected = KeyRequests {
        read: 1,
        failed: 1,
        ..KeyRequests::default()
    };
    assert_eq!(found.keys[0].total, expected);
}
