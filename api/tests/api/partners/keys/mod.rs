//! API keys: made and shown once, limited, replaced and revoked.

mod closing;
mod endings;
mod limits;
mod usage;

use super::{at, joined, opened};
use crate::support::{Answer, EVENTS, Engine, Person, TestApp, awaited, edition};
use chrono::Duration;
use diesel::prelude::*;
use ground::db::schema::api_keys;
use ground::db::types::SqlTime;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::id::PartnerSpaceId;
use shared::partner::{ApiKeys, MadeApiKey};
use shared::problem::Code;

const PUBLIC: &str = "/api/v1/editions";

/// An app with an edition, the space of a partner, and one of its members.
struct Fixture {
    app: TestApp,
    id: PartnerSpaceId,
    member: Person,
    coordinator: Person,
}

impl Fixture {
    async fn new(engine: Engine) -> Self {
        Self::configured(engine, &[]).await
    }

    async fn configured(engine: Engine, variables: &[(&str, &str)]) -> Self {
        let app = TestApp::configured(engine, variables).await;
        app.put_edition(&edition());
        app.caught_up().await;
        let coordinator = app.coordinator().await;
        let id = opened(&coordinator, "cci_france").await;
        let member = joined(&app, &coordinator, id).await;
        Self {
            app,
            id,
            member,
            coordinator,
        }
    }

    fn keys(&self, rest: &str) -> String {
        at(self.id, &format!("/keys{rest}"))
    }

    async fn ask(&self, settings: Value) -> Answer {
        let new = json!({ "name": "Site", "settings": settings });
        self.member.post(&self.keys(""), &new).await
    }

    async fn make(&self, settings: Value) -> MadeApiKey {
        self.ask(settings).await.ok(201)
    }

    /// Sends a request with a key, in place of a session.
    async fn call(
        &self,
        key: &MadeApiKey,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> Answer {
        let request = self
            .app
            .visitor()
            .request(method, path)
            .header("If-Match", "*")
            .bearer_auth(&key.secret);
        Answer::of(match body {
            Some(body) => request.json(&body),
            None => request,
        })
        .await
    }

    /// Revokes every key as another instance would.
    fn revoke_elsewhere(&self) {
        let now = SqlTime::from(self.app.clock.now());
        let db = &self.app.platform.services.db;
        db.write_now(|conn| {
            diesel::update(api_keys::table)
                .set(api_keys::revoked_at.eq(Some(now)))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();
    }

    async fn get(&self, key: &MadeApiKey, path: &str) -> Answer {
        self.call(key, Method::GET, path, None).await
    }
}

fn secret(scopes: &[&str]) -> Value {
    json!({ "kind": "secret", "scopes": scopes })
}

#[rstest]
#[tokio::test]
async fn a_key_is_shown_once_and_stored_as_a_hash(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;

    let made = f.make(secret(&["read"])).await;

    assert!(made.secret.starts_with("sdi_live_"), "{}", made.secret);
    assert_eq!(made.secret.len(), 58);
    assert!(made.key.hint.ends_with(made.secret.split_at(54).1));
    let listed = f.member.get(&f.keys("")).await;
    assert!(!listed.text.contains(&made.secret));
    let listed: ApiKeys = listed.ok(200);
    assert_eq!(listed.items, std::slice::from_ref(&made.key));
    let rows: Vec<String> = f
        .app
        .platform
        .services
        .db
        .read_now(|conn| Ok(api_keys::table.select(api_keys::hash).load(conn)?))
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].len(), 64);
    assert!(!made.secret.contains(&rows[0]));
    let own = f.get(&made, EVENTS).await;
    assert_eq!(own.status.as_u16(), 200, "{}", own.text);
    f.coordinator
        .post(
            &f.keys(""),
            &json!({ "name": "x", "settings": secret(&["read"]) }),
        )
        .await
        .refused(Code::Forbidden);
}

#[rstest]
#[tokio::test]
async fn the_last_use_is_written_once_an_hour(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    let used = async |person: &Person| {
        let listed: ApiKeys = person.get(&f.keys("")).await.ok(200);
        listed.items[0].last_used_at
    };
    let first = f.app.clock.now();
    assert_eq!(used(&f.member).await, None);

    f.get(&made, EVENTS).await;
    awaited("the first use", async || used(&f.member).await).await;
    f.app.clock.advance(Duration::minutes(9));
    f.get(&made, EVENTS).await;
    assert_eq!(used(&f.member).await, Some(first));
    f.app.clock.advance(Duration::minutes(51));
    let member = f.app.anew(&f.member).await;
    f.get(&made, EVENTS).await;
    let later = awaited("a later use", async || {
        used(&member).await.filter(|at| *at > first)
    })
    .await;
    assert_eq!(later, first + Duration::hours(1));
}

#[tokio::test]
async fn a_key_that_is_none_is_refused() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make(secret(&["read"])).await;
    let mut changed = made.clone();
    changed.secret.replace_range(20..21, "!");
    let mut cut = made.clone();
    cut.secret.pop();
    for wrong in [changed, cut] {
        f.get(&wrong, EVENTS).await.refused(Code::InvalidToken);
    }
}

#[rstest]
#[case(json!({ "kind": "secret", "scopes": [] }), "/settings/scopes")]
#[case(json!({ "kind": "secret", "scopes": ["read", "read"] }), "/settings/scopes")]
#[case(json!({ "kind": "publishable", "scopes": ["read"] }), "/settings/origins")]
#[case(json!({ "kind": "publishable", "scopes": ["write"], "origins": ["https://a.example"] }), "/settings/scopes")]
#[case(json!({ "kind": "secret", "scopes": ["read"], "origins": ["https://a.example"] }), "/settings/origins")]
#[case(json!({ "kind": "publishable", "scopes": ["read"], "origins": ["https://a.example/x"] }), "/settings/origins/0")]
#[case(json!({ "kind": "secret", "scopes": ["read"], "networks": ["192.0.2.0/33"] }), "/settings/networks/0")]
#[case(json!({ "kind": "secret", "scopes": ["read"], "editions": ["1789"] }), "/settings/editions/0")]
#[case(json!({ "kind": "secret", "scopes": ["read"], "territory": "region:00" }), "/settings/territory")]
#[tokio::test]
async fn faulty_settings_are_told_at_their_place(#[case] settings: Value, #[case] pointer: &str) {
    let f = Fixture::new(Engine::Sqlite).await;

    let problem = f.ask(settings).await.refused(Code::Invalid);

    let found: Vec<_> = problem
        .errors
        .iter()
        .map(|it| it.pointer.as_str())
        .collect();
    assert_eq!(found, [pointer]);
}
