//! The end of a key: replaced, revoked, expired, or together with its member.

use super::{Fixture, PUBLIC, secret};
use crate::partners::at;
use crate::support::{EVENTS, Engine, awaited};
use chrono::{Duration, Utc};
use diesel::prelude::*;
use ground::db::schema::accounts;
use ground::db::types::{SqlTime, SqlUuid};
use rstest::rstest;
use serde_json::json;
use shared::partner::{ApiKeys, MadeApiKey};
use shared::problem::Code;

#[rstest]
#[tokio::test]
async fn a_replaced_key_stays_valid_for_the_overlap_and_a_revoked_one_ends_at_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let old = f.make(secret(&["read"])).await;
    let rotation = f.keys(&format!("/{}/rotation", old.key.id));
    let long = json!({ "overlapHours": 337 });
    f.member.post(&rotation, &long).await.refused(Code::Invalid);

    let body = json!({ "overlapHours": 2 });
    let new: MadeApiKey = f.member.post(&rotation, &body).await.ok(201);

    assert_ne!(new.secret, old.secret);
    assert_eq!(new.key.settings, old.key.settings);
    for key in [&old, &new] {
        assert_eq!(f.get(key, PUBLIC).await.status.as_u16(), 200);
        assert_eq!(f.get(key, EVENTS).await.status.as_u16(), 200);
    }
    f.app.clock.advance(Duration::hours(2));
    let member = f.app.anew(&f.member).await;
    f.get(&old, EVENTS).await.refused(Code::InvalidToken);
    assert_eq!(f.get(&new, EVENTS).await.status.as_u16(), 200);
    let listed: ApiKeys = member.get(&f.keys("")).await.ok(200);
    assert_eq!(listed.items.len(), 1);

    let revoked = member.delete(&f.keys(&format!("/{}", new.key.id))).await;
    assert_eq!(revoked.status.as_u16(), 204, "{}", revoked.text);
    f.get(&new, EVENTS).await.refused(Code::InvalidToken);
}

#[rstest]
#[tokio::test]
async fn a_revoked_key_is_still_shown_and_never_valid_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let (first, second) = (
        f.make(secret(&["read"])).await,
        f.make(secret(&["read"])).await,
    );
    assert_eq!(f.get(&first, EVENTS).await.status.as_u16(), 200);
    awaited("the last use", async || {
        let listed: ApiKeys = f.member.get(&f.keys("")).await.ok(200);
        let mut used = listed.items.iter().map(|it| it.last_used_at);
        used.any(|at| at.is_some()).then_some(())
    })
    .await;
    let of_first = format!("/{}", first.key.id);
    f.member.delete(&f.keys(&of_first)).await;
    let revoked_at = f.app.clock.now();
    f.app.clock.advance(Duration::minutes(1));
    let of_second = format!("/{}", second.key.id);
    f.coordinator.delete(&f.keys(&of_second)).await;

    for person in [&f.member, &f.coordinator] {
        let listed: ApiKeys = person.get(&f.keys("")).await.ok(200);
        assert_eq!(listed.items, []);
        let ids: Vec<_> = listed.revoked.iter().map(|it| it.key.id).collect();
        assert_eq!(ids, [second.key.id, first.key.id], "the last one first");
        let by: Vec<_> = listed
            .revoked
            .iter()
            .map(|it| it.revoked_by.clone())
            .collect();
        let names = [&f.coordinator, &f.member].map(|it| Some(it.account().name.clone()));
        assert_eq!(by, names);
        assert_eq!(listed.revoked[1].revoked_at, revoked_at);
        assert!(listed.revoked[1].key.last_used_at.is_some());
        assert_eq!(listed.revoked[0].key.last_used_at, None);
    }
    let problem = f.get(&first, EVENTS).await.refused(Code::InvalidToken);
    let detail = problem.detail.unwrap_or_default();
    assert!(detail.contains("was revoked"), "{detail}");
    let rotation = json!({ "overlapHours": 2 });
    for answer in [
        f.member.delete(&f.keys(&of_first)).await,
        f.member
            .post(&f.keys(&format!("{of_first}/rotation")), &rotation)
            .await,
    ] {
        answer.refused(Code::NotFound);
    }
    f.get(&first, EVENTS).await.refused(Code::InvalidToken);
}

#[tokio::test]
async fn keys_that_are_being_replaced_are_limited_in_number() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make(secret(&["read"])).await;
    let rotation = f.keys(&format!("/{}/rotation", made.key.id));
    let rotate = async |hours: u32| {
        let body = json!({ "overlapHours": hours });
        f.member.post(&rotation, &body).await
    };
    for _ in 1..100 {
        rotate(2).await.ok::<MadeApiKey>(201);
    }

    let problem = rotate(2).await.refused(Code::Invalid);

    assert_eq!(problem.errors[0].pointer, "/overlapHours");
    rotate(0).await.ok::<MadeApiKey>(201);
}

#[rstest]
#[tokio::test]
async fn what_another_instance_revoked_is_refused_within_ten_seconds(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    assert_eq!(f.get(&made, EVENTS).await.status.as_u16(), 200);
    f.revoke_elsewhere();

    f.app.clock.advance(Duration::seconds(10));

    f.get(&made, EVENTS).await.refused(Code::InvalidToken);
}

#[tokio::test]
async fn a_clock_that_moves_back_does_not_prolong_a_key_that_was_revoked_elsewhere() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make(secret(&["read"])).await;
    f.app.clock.advance(Duration::hours(2));
    assert_eq!(f.get(&made, PUBLIC).await.status.as_u16(), 200);
    f.revoke_elsewhere();

    f.app.clock.advance(Duration::hours(-1));

    f.get(&made, PUBLIC).await.refused(Code::InvalidToken);
}

#[rstest]
#[tokio::test]
async fn the_keys_of_a_disabled_account_are_refused_for_public_reads_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    assert_eq!(f.get(&made, PUBLIC).await.status.as_u16(), 200);
    let now = SqlTime::from(f.app.clock.now());
    let id = SqlUuid::from(f.member.account().id);
    f.app
        .platform
        .services
        .db
        .write_now(|conn| {
            diesel::update(accounts::table.find(id))
                .set(accounts::disabled_at.eq(Some(now)))
                .execute(conn)?;
            Ok(())
        })
        .unwrap();

    f.app.clock.advance(Duration::seconds(10));

    f.get(&made, PUBLIC).await.refused(Code::InvalidToken);
    f.get(&made, EVENTS).await.refused(Code::InvalidToken);
}

#[rstest]
#[tokio::test]
async fn the_keys_of_a_member_end_with_the_membership(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make(secret(&["read"])).await;
    let own = at(f.id, &format!("/members/{}", f.member.account().id));

    f.coordinator.delete(&own).await;

    f.get(&made, EVENTS).await.refused(Code::InvalidToken);
    let listed: ApiKeys = f.coordinator.get(&f.keys("")).await.ok(200);
    assert_eq!(listed.items, []);
    let by = f.coordinator.account().name.clone();
    assert_eq!(listed.revoked[0].revoked_by, Some(by));
}

#[tokio::test]
async fn a_key_expires_when_it_says() {
    let f = Fixture::new(Engine::Sqlite).await;
    let now = f.app.clock.now();
    let new = |at: chrono::DateTime<Utc>| json!({ "name": "Court", "settings": secret(&["read"]), "expiresAt": at });
    for at in [now, now + Duration::days(3_000)] {
        f.member
            .post(&f.keys(""), &new(at))
            .await
            .refused(Code::Invalid);
    }
    let made: MadeApiKey = f
        .member
        .post(&f.keys(""), &new(now + Duration::hours(1)))
        .await
        .ok(201);
    assert_eq!(f.get(&made, EVENTS).await.status.as_u16(), 200);

    f.app.clock.advance(Duration::hours(1));

    let problem = f.get(&made, EVENTS).await.refused(Code::InvalidToken);
    let detail = problem.detail.unwrap_or_default();
    assert!(detail.contains("has expired"), "{detail}");
}
