//! The end of a space, and with it of its keys.

use super::{Fixture, PUBLIC, secret};
use crate::partners::{SPACES, at, invited};
use crate::support::{Answer, EVENTS, Engine};
use diesel::prelude::*;
use ground::db::schema::log;
use reqwest::{Method, header};
use rstest::rstest;
use serde_json::json;
use shared::partner::{ApiKeys, PartnerSpacePeople, PartnerSpaces};
use shared::problem::Code;

const ORIGIN: &str = "https://www.cci.example";

impl Fixture {
    async fn close(&self) -> PartnerSpacePeople {
        let path = at(self.id, "/close");
        self.coordinator.post(&path, &json!({})).await.ok(200)
    }
}

#[rstest]
#[tokio::test]
async fn the_keys_of_a_closed_space_are_refused_and_it_is_read_only(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    let published = json!({ "kind": "publishable", "scopes": ["read"], "origins": [ORIGIN] });
    let published = f.make(published).await;
    let from_a_page = async || {
        let request = f
            .app
            .visitor()
            .request(Method::GET, PUBLIC)
            .header(header::ORIGIN, ORIGIN)
            .bearer_auth(&published.secret);
        Answer::of(request).await
    };
    assert_eq!(f.get(&made, EVENTS).await.status.as_u16(), 200);
    assert_eq!(from_a_page().await.status.as_u16(), 200);
    let invitation = invited(&f.app, &f.coordinator, f.id, "lou@example.org").await;
    let path = at(f.id, "/close");
    f.member
        .post(&path, &json!({}))
        .await
        .refused(Code::Forbidden);

    let closed = f.close().await;

    assert_eq!(closed.space.closed_at, Some(f.app.clock.now()));
    assert_eq!((closed.members.len(), closed.invitations.len()), (1, 0));
    f.get(&made, EVENTS).await.refused(Code::InvalidToken);
    from_a_page().await.refused(Code::InvalidToken);
    let listed: ApiKeys = f.member.get(&f.keys("")).await.ok(200);
    assert_eq!((listed.items.len(), listed.revoked.len()), (0, 2));
    let own: PartnerSpaces = f.member.get(SPACES).await.ok(200);
    assert_eq!(own.items[0].space, closed.space);
    let invite = json!({ "email": "sam@example.org" });
    for answer in [
        f.ask(secret(&["read"])).await,
        f.member.post(&at(f.id, "/invitations"), &invite).await,
        f.coordinator.post(&path, &json!({})).await,
    ] {
        answer.refused(Code::SpaceClosed);
    }
    let preview = "/api/v1/partner-invitations/preview";
    f.app
        .visitor()
        .post(preview, &json!({ "token": invitation }))
        .await
        .refused(Code::InvalidLink);
    let kinds: Vec<String> = f
        .app
        .platform
        .services
        .db
        .read_now(|conn| {
            let kinds = log::table.filter(log::kind.like("platform.%"));
            Ok(kinds.order(log::seq).select(log::kind).load(conn)?)
        })
        .unwrap();
    assert_eq!(
        kinds.last().map(String::as_str),
        Some("platform.partner_closed")
    );
    assert!(kinds.contains(&"platform.key_made".to_owned()));
}

#[rstest]
#[tokio::test]
async fn a_closed_space_is_opened_again_without_its_keys(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    f.close().await;

    let again = json!({ "partner": "cci_france", "name": "CCI de France" });
    let opened: PartnerSpacePeople = f.coordinator.post(SPACES, &again).await.ok(201);

    assert_eq!(opened.space.id, f.id);
    assert_eq!(opened.space.name, "CCI de France");
    assert_eq!((opened.space.closed_at, opened.members.len()), (None, 1));
    f.get(&made, EVENTS).await.refused(Code::InvalidToken);
    let new = f.make(secret(&["read"])).await;
    assert_eq!(f.get(&new, EVENTS).await.status.as_u16(), 200);
}
