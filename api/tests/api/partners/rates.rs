//! Rate limits: counted by key and address, on every instance together, and documented as they are.

use super::{at, joined, opened};
use crate::support::{Answer, Engine, TestApp, awaited, edition};
use actix_web::web::Data;
use chrono::Duration;
use http::rates::{RateTable, Rates};
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::{Value, json};
use shared::partner::{MadeApiKey, PartnerUsage};
use shared::problem::Code;

const PUBLIC: &str = "/api/v1/editions";

/// The limits with small quotas.
fn small() -> RateTable {
    let mut table = RateTable::IN_FORCE;
    table.address.quota = 20;
    table.key.quota = 30;
    table.reader.quota = 5;
    table.readers.quota = 8;
    table
}

async fn limited(engine: Engine) -> TestApp {
    let app = TestApp::prepared(engine, &[("SEMAINE_TRUST_PROXY", "true")], |platform| {
        platform.rates = Data::new(Rates::new(platform.services.clone(), small()));
    })
    .await;
    app.put_edition(&edition());
    app.caught_up().await;
    app
}

/// A request from an address, with a key if there is one.
async fn from(app: &TestApp, address: &str, key: Option<&MadeApiKey>, path: &str) -> Answer {
    let mut request = app
        .visitor()
        .request(Method::GET, path)
        .header("X-Forwarded-For", address)
        .header(header::ORIGIN, "https://www.cci.example");
    if let Some(key) = key {
        request = request.bearer_auth(&key.secret);
    }
    Answer::of(request).await
}

async fn made(app: &TestApp, settings: Value) -> MadeApiKey {
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(app, &coordinator, id).await;
    let new = json!({ "name": "Site", "settings": settings });
    member.post(&at(id, "/keys"), &new).await.ok(201)
}

#[rstest]
#[tokio::test]
async fn an_address_that_asks_too_often_waits_for_the_next_window(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = limited(engine).await;
    for number in 1..=20 {
        let answer = from(&app, "192.0.2.1", None, PUBLIC).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
        assert_eq!(answer.headers["ratelimit-policy"], "\"address\";q=20;w=60");
        let left = format!("\"address\";r={};t=60", 20 - number);
        assert_eq!(answer.headers["ratelimit"], left.as_str());
    }

    let refused = from(&app, "192.0.2.1", None, PUBLIC).await;

    assert_eq!(refused.header(header::RETRY_AFTER), Some("60"));
    assert_eq!(refused.headers["ratelimit"], "\"address\";r=0;t=60");
    assert_eq!(
        refused.header(header::ACCESS_CONTROL_ALLOW_ORIGIN),
        Some("*")
    );
    refused.refused(Code::TooManyRequests);
    let other = from(&app, "192.0.2.2", None, PUBLIC).await;
    assert_eq!(other.status.as_u16(), 200);
    let page = from(&app, "192.0.2.1", None, "/participer").await;
    assert_eq!(page.status.as_u16(), 200);
    assert!(!page.headers.contains_key("ratelimit"));
    let probe = from(&app, "192.0.2.1", None, "/api/health/live").await;
    assert_eq!(probe.status.as_u16(), 200);

    app.clock.advance(Duration::minutes(1));
    let again = from(&app, "192.0.2.1", None, PUBLIC).await;
    assert_eq!(again.status.as_u16(), 200);
}

#[rstest]
#[tokio::test]
async fn a_key_has_a_quota_of_its_own_wherever_it_is_used(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = limited(engine).await;
    let key = made(&app, json!({ "kind": "secret", "scopes": ["read"] })).await;

    for number in 0..30 {
        let address = format!("198.51.100.{number}");
        let answer = from(&app, &address, Some(&key), PUBLIC).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }

    let refused = from(&app, "198.51.100.99", Some(&key), PUBLIC).await;
    refused.refused(Code::TooManyRequests);
    let keyless = from(&app, "198.51.100.99", None, PUBLIC).await;
    assert_eq!(keyless.status.as_u16(), 200);
}

#[tokio::test]
async fn a_publishable_key_is_bound_to_its_origins_and_counted_for_each_reader() {
    let app = limited(Engine::Sqlite).await;
    let settings = json!({
        "kind": "publishable", "scopes": ["read"], "origins": ["https://www.cci.example"]
    });
    let key = made(&app, settings).await;

    for _ in 0..5 {
        let answer = from(&app, "198.51.100.1", Some(&key), PUBLIC).await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }
    from(&app, "198.51.100.1", Some(&key), PUBLIC)
        .await
        .refused(Code::TooManyRequests);
    // What is refused for one reader does not use up the quota of all of them.
    let mut admitted = 0;
    for number in 2..6 {
        let address = format!("198.51.100.{number}");
        let answer = from(&app, &address, Some(&key), PUBLIC).await;
        admitted += u32::from(answer.status.is_success());
    }
    assert_eq!(admitted, 3);

    app.clock.advance(Duration::minutes(1));
    let elsewhere = app
        .visitor()
        .request(Method::GET, PUBLIC)
        .header(header::ORIGIN, "https://elsewhere.example")
        .bearer_auth(&key.secret);
    Answer::of(elsewhere).await.refused(Code::KeyLimited);
    let nowhere = app
        .visitor()
        .request(Method::GET, PUBLIC)
        .bearer_auth(&key.secret);
    Answer::of(nowhere).await.refused(Code::KeyLimited);
}

#[tokio::test]
async fn whoever_guesses_keys_is_counted_and_then_refused() {
    let app = limited(Engine::Sqlite).await;
    let mut key = made(&app, json!({ "kind": "secret", "scopes": ["read"] })).await;
    key.secret.replace_range(12..13, "-");

    for _ in 0..20 {
        from(&app, "192.0.2.7", Some(&key), PUBLIC)
            .await
            .refused(Code::InvalidToken);
    }

    from(&app, "192.0.2.7", Some(&key), PUBLIC)
        .await
        .refused(Code::TooManyRequests);
}

#[tokio::test]
async fn one_reader_does_not_use_up_the_quota_of_all() {
    let app = limited(Engine::Sqlite).await;
    let settings = json!({
        "kind": "publishable", "scopes": ["read"], "origins": ["https://www.cci.example"]
    });
    let key = made(&app, settings).await;

    for _ in 0..19 {
        from(&app, "198.51.100.1", Some(&key), PUBLIC).await;
    }

    let other = from(&app, "198.51.100.2", Some(&key), PUBLIC).await;
    assert_eq!(other.status.as_u16(), 200, "{}", other.text);
}

#[tokio::test]
async fn a_key_that_was_revoked_does_not_save_its_sender_from_being_counted() {
    let app = limited(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    let new = json!({ "name": "Site", "settings": { "kind": "secret", "scopes": ["read"] } });
    let key: MadeApiKey = member.post(&at(id, "/keys"), &new).await.ok(201);
    member
        .delete(&at(id, &format!("/keys/{}", key.key.id)))
        .await;

    for _ in 0..20 {
        let refused = from(&app, "192.0.2.8", Some(&key), PUBLIC).await;
        assert!(refused.headers.contains_key("ratelimit"));
        refused.refused(Code::InvalidToken);
    }

    let refused = from(&app, "192.0.2.8", Some(&key), PUBLIC).await;
    assert_eq!(refused.headers["ratelimit"], "\"address\";r=0;t=60");
    refused.refused(Code::TooManyRequests);
}

#[tokio::test]
async fn no_spelling_of_a_request_saves_it_from_being_counted() {
    let app = limited(Engine::Sqlite).await;

    let encoded = from(&app, "192.0.2.9", None, "/%61pi/v1/editions").await;
    assert_eq!(encoded.headers["ratelimit"], "\"address\";r=19;t=60");

    // Reports that contradict each other leave the address of the proxy, which is on this machine.
    let request = app
        .visitor()
        .request(Method::GET, PUBLIC)
        .header("X-Forwarded-For", "192.0.2.9")
        .header("Forwarded", "for=198.51.100.1");
    let contradictory = Answer::of(request).await;
    assert!(contradictory.headers.contains_key("ratelimit"));
    let own = app.visitor().get(PUBLIC).await;
    assert!(!own.headers.contains_key("ratelimit"));
}

#[tokio::test]
async fn clients_of_openagenda_are_counted_and_told_in_their_form() {
    let app = limited(Engine::Sqlite).await;

    for _ in 0..20 {
        let answer = from(&app, "192.0.2.10", None, "/v2/agendas").await;
        assert_eq!(answer.status.as_u16(), 200, "{}", answer.text);
    }

    for path in ["/v2/agendas", "/agendas/1/events.v2.csv"] {
        let refused = from(&app, "192.0.2.10", None, path).await;
        assert_eq!(refused.status.as_u16(), 429, "{path}");
        assert_eq!(refused.headers["ratelimit"], "\"address\";r=0;t=60");
        assert_eq!(refused.headers["retry-after"], "60");
        assert_eq!(
            refused.json(),
            json!({ "message": "at most 20 requests in 60 seconds", "info": {} })
        );
    }
}

#[rstest]
#[tokio::test]
async fn instances_share_a_quota_but_for_what_is_not_written_yet(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let services = app.platform.services.clone();
    let mut table = RateTable::IN_FORCE;
    table.address.quota = 100;
    let instances = [0; 3].map(|_| Rates::new(services.clone(), table));

    let mut admitted = 0;
    for _ in 0..table.address.quota {
        for rates in &instances {
            let standing = rates.count(table.address, "192.0.2.1");
            admitted += u32::from(!standing.exceeded);
            awaited("the batch", async || {
                (rates.writes_under_way() == 0).then_some(())
            })
            .await;
        }
    }

    for rates in &instances {
        assert!(rates.count(table.address, "192.0.2.1").exceeded);
    }
    assert!(admitted >= 100, "{admitted}");
    // Each of the two others holds back a tenth at most.
    assert!(admitted <= 100 + 2 * 10, "{admitted}");
}

#[tokio::test]
async fn what_a_limit_refuses_is_a_figure_of_the_key() {
    let app = limited(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    let new = json!({ "name": "Site", "settings": { "kind": "secret", "scopes": ["read"] } });
    let key: MadeApiKey = member.post(&at(id, "/keys"), &new).await.ok(201);
    for number in 0..32 {
        let address = format!("198.51.100.{number}");
        from(&app, &address, Some(&key), PUBLIC).await;
    }

    app.platform.tally.write().await.unwrap();

    let found: PartnerUsage = member.get(&at(id, "/usage")).await.ok(200);
    let total = found.keys[0].total;
    assert_eq!((total.read, total.refused, total.failed), (30, 2, 0));
}

#[tokio::test]
async fn a_reader_who_loads_a_frame_again_and_again_makes_up_no_figures() {
    let app = limited(Engine::Sqlite).await;
    let coordinator = app.coordinator().await;
    let id = opened(&coordinator, "cci_france").await;
    let member = joined(&app, &coordinator, id).await;
    let settings = json!({
        "kind": "publishable", "scopes": ["read"], "origins": ["https://www.cci.example"]
    });
    let new = json!({ "name": "Site", "settings": settings });
    let key: MadeApiKey = member.post(&at(id, "/keys"), &new).await.ok(201);
    let load = async |key: &str| {
        let request = app
            .visitor()
            .request(Method::GET, &format!("/integration?api-key={key}"))
            .header("X-Forwarded-For", "198.51.100.1")
            .header(header::REFERER, "https://www.cci.example/");
        let shown = Answer::of(request).await;
        assert_eq!(shown.status.as_u16(), 200, "{}", shown.text);
        assert!(!shown.headers.contains_key("ratelimit"));
    };

    for _ in 0..7 {
        load(&key.secret).await;
    }
    let mut mistyped = key.secret.clone();
    let last = if mistyped.pop() == Some('0') {
        '1'
    } else {
        '0'
    };
    mistyped.push(last);
    for _ in 0..20 {
        load(&mistyped).await;
    }

    app.platform.tally.write().await.unwrap();
    let found: PartnerUsage = member.get(&at(id, "/usage")).await.ok(200);
    let total = found.keys[0].total;
    assert_eq!((total.read, total.refused, total.failed), (5, 0, 0));
    // The first key was looked up at the expense of the address, before it was known.
    let others = from(&app, "198.51.100.1", None, PUBLIC).await;
    assert_eq!(others.headers["ratelimit"], "\"address\";r=18;t=60");
}

#[test]
fn the_documented_limits_are_those_in_force() {
    let design = include_str!("../../../../docs/API-DESIGN.md");
    let introduction = api::app::document().info.description.expect("a text");
    for rate in RateTable::IN_FORCE.all() {
        assert!(design.contains(&rate.row()), "{}", rate.row());
        assert!(introduction.contains(&rate.row()), "{}", rate.row());
    }
}
