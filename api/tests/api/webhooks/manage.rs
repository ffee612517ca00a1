use super::Fixture;
use crate::catalogue::content;
use crate::partners::at;
use crate::support::{Answer, Engine, Person};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::log;
use reqwest::Method;
use rstest::rstest;
use serde_json::{Value, json};
use shared::partner::{
    DeliveryState, MadeWebhook, PartnerSpacePeople, WEBHOOKS_MAX, WebhookState, Webhooks,
};
use shared::problem::Code;
use std::fs;

#[rstest]
#[tokio::test]
async fn a_webhook_is_made_listed_paused_and_deleted(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;

    let made = f.make("?kind=workshop,company_visit&region=84", 1).await;

    let canonical = "region=84&kind=company_visit,workshop";
    assert_eq!(made.webhook.filters, canonical);
    assert!(made.secret.starts_with("whsec_") && made.secret.len() == 50);
    let listed = f.member.get(&f.at("")).await;
    assert!(!listed.text.contains(&made.secret));
    assert_eq!(
        listed.ok::<Webhooks>(200).items,
        std::slice::from_ref(&made.webhook)
    );
    let paused = f.switch(made.webhook.id, false).await;
    assert_eq!(paused.state, WebhookState::Paused);
    let deleted = f.member.delete(&f.of(made.webhook.id, "")).await;
    assert_eq!(deleted.status.as_u16(), 204, "{}", deleted.text);
    let after = f.member.get(&f.at("")).await;
    assert_eq!(after.ok::<Webhooks>(200).items, []);
    f.member
        .delete(&f.of(made.webhook.id, ""))
        .await
        .refused(Code::NotFound);
    let kinds: Vec<String> = f
        .shelf
        .app
        .platform
        .services
        .db
        .read_now(|conn| {
            let kinds = log::table.filter(log::kind.like("platform.webhook%"));
            Ok(kinds.order(log::seq).select(log::kind).load(conn)?)
        })
        .unwrap();
    assert_eq!(
        kinds,
        [
            "platform.webhook_made",
            "platform.webhook_paused",
            "platform.webhook_deleted"
        ]
    );
}

#[rstest]
#[tokio::test]
async fn the_webhooks_of_a_closed_space_are_stopped(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    let coordinator = f.shelf.app.coordinator().await;
    coordinator
        .post(&at(f.id, "/close"), &json!({}))
        .await
        .ok::<PartnerSpacePeople>(200);

    f.shelf.label(1, content()).await;
    f.shelf.app.none_left("webhooks.deliver").await;

    assert!(f.receiver.received().is_empty());
    assert_eq!(f.webhook().await.state, WebhookState::Closed);
    let new = json!({ "name": "Autre", "url": f.receiver.url });
    f.member
        .post(&f.at(""), &new)
        .await
        .refused(Code::SpaceClosed);
    for (path, body) in [
        ("/test", json!({})),
        ("/replay", json!({})),
        ("/rotation", json!({ "overlapHours": 2 })),
    ] {
        let answer = f.member.post(&f.of(made.webhook.id, path), &body).await;
        answer.refused(Code::SpaceClosed);
    }
    let resume = json!({ "active": true });
    f.member
        .put(&f.of(made.webhook.id, "/state"), "*", &resume)
        .await
        .refused(Code::SpaceClosed);
    let deleted = f.member.delete(&f.of(made.webhook.id, "")).await;
    assert_eq!(deleted.status.as_u16(), 204, "{}", deleted.text);
}

#[tokio::test]
async fn no_secret_is_stored() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;
    let path = f.of(made.webhook.id, "/rotation");
    let rotation = json!({ "overlapHours": 0 });
    let new: MadeWebhook = f.member.post(&path, &rotation).await.ok(200);
    f.shelf.label(1, content()).await;
    f.taken(1).await;
    f.settled("the message", |it| it.delivered_at.is_some())
        .await;

    let file = f.shelf.app.platform.config.database.url.clone();
    let mut stored = fs::read(&file).unwrap();
    stored.extend(fs::read(format!("{file}-wal")).unwrap_or_default());

    let stored = String::from_utf8_lossy(&stored);
    assert!(stored.contains("Site de la CCI"));
    for secret in [&made.secret, &new.secret] {
        let text = secret.strip_prefix("whsec_").unwrap();
        assert!(!stored.contains(text.trim_end_matches('=')));
    }
}

#[rstest]
#[case(json!({ "name": " " }), "/name", Code::Required)]
#[case(json!({ "batch": 0 }), "/batch", Code::OutOfRange)]
#[case(json!({ "batch": 101 }), "/batch", Code::OutOfRange)]
#[case(json!({ "filters": "colour=red" }), "/filters", Code::UnknownParameter)]
#[case(json!({ "filters": "when=today" }), "/filters", Code::InvalidParameter)]
#[case(json!({ "filters": "region=99" }), "/filters", Code::InvalidParameter)]
#[case(json!({ "filters": "edition=1789" }), "/filters", Code::InvalidParameter)]
#[case(json!({ "filters": "q=".to_owned() + &"a".repeat(4_000) }), "/filters", Code::TooLong)]
#[case(json!({ "url": "https://".to_owned() + &"a".repeat(2_000) }), "/url", Code::TooLong)]
#[case(json!({ "url": "nothing" }), "/url", Code::InvalidUrl)]
#[tokio::test]
async fn what_is_wrong_is_told_at_its_place(
    #[case] changes: Value,
    #[case] pointer: &str,
    #[case] code: Code,
) {
    let f = Fixture::new(Engine::Sqlite).await;
    let mut new = json!({ "name": "Site", "url": f.receiver.url });
    for (name, value) in changes.as_object().unwrap() {
        new[name] = value.clone();
    }

    let refused = f.member.post(&f.at(""), &new).await;

    let problem = refused.refused(Code::Invalid);
    let found = &problem.errors[0];
    assert_eq!((found.pointer.as_str(), found.code), (pointer, code));
    assert_eq!(problem.errors.len(), 1);
}

#[tokio::test]
async fn a_space_has_a_bounded_number_of_webhooks() {
    let f = Fixture::new(Engine::Sqlite).await;
    for _ in 0..WEBHOOKS_MAX {
        f.make("", 1).await;
    }

    let new = json!({ "name": "Site", "url": f.receiver.url });
    let problem = f.member.post(&f.at(""), &new).await.refused(Code::Invalid);

    assert_eq!(problem.errors[0].code, Code::TooMany);
}

#[tokio::test]
async fn a_long_overlap_is_refused() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;

    let path = f.of(made.webhook.id, "/rotation");
    let refused = f.member.post(&path, &json!({ "overlapHours": 337 })).await;

    let problem = refused.refused(Code::Invalid);
    assert_eq!(problem.errors[0].pointer, "/overlapHours");
}

#[tokio::test]
async fn a_stranger_reaches_no_webhook() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;
    let path = f.of(made.webhook.id, "/test");
    f.member.post(&path, &json!({})).await;
    let delivery = f.deliveries(made.webhook.id).await.remove(0);
    assert_eq!(delivery.state, DeliveryState::Delivered);
    let stranger = f.shelf.app.partner().await;
    let call = async |method: Method, path: &str, body: Value| {
        let request = stranger.request(method, path).json(&body);
        Answer::of(request).await.refused(Code::NotFound);
    };
    let of = |rest: &str| f.of(made.webhook.id, rest);

    call(Method::GET, &f.at(""), json!({})).await;
    let new = json!({ "name": "Site", "url": f.receiver.url });
    call(Method::POST, &f.at(""), new).await;
    call(Method::DELETE, &of(""), json!({})).await;
    call(Method::PUT, &of("/state"), json!({ "active": false })).await;
    call(Method::POST, &of("/rotation"), json!({ "overlapHours": 1 })).await;
    call(Method::POST, &of("/test"), json!({})).await;
    call(Method::POST, &of("/replay"), json!({})).await;
    call(Method::GET, &of("/deliveries"), json!({})).await;
    let again = format!("/deliveries/{}/replay", delivery.id);
    call(Method::POST, &of(&again), json!({})).await;
    // Nor through a space of its own.
    let coordinator = f.shelf.app.coordinator().await;
    let own = crate::partners::opened(&coordinator, "uimm").await;
    let other: Person = crate::partners::joined(&f.shelf.app, &coordinator, own).await;
    let path = at(own, &format!("/webhooks/{}", made.webhook.id));
    other.delete(&path).await.refused(Code::NotFound);
}

#[rstest]
#[tokio::test]
async fn deliveries_are_forgotten_after_thirty_days(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    f.shelf.label(1, content()).await;
    f.settled("the message", |it| it.delivered_at.is_some())
        .await;
    assert_eq!(f.deliveries(made.webhook.id).await.len(), 1);

    for (time, left) in [("2018-03-07T03:50:00Z", 1), ("2018-03-08T03:50:00Z", 0)] {
        let slot: DateTime<Utc> = time.parse().unwrap();
        f.shelf.app.clock.set(slot);
        let app = &f.shelf.app;
        app.has_run("webhooks.forget", "webhooks.forget", slot)
            .await;
        assert_eq!(f.deliveries(made.webhook.id).await.len(), left, "{time}");
    }
}
