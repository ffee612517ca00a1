use super::{Fixture, body, change, changes_in, verifies};
use crate::catalogue::follow::neighbour;
use crate::catalogue::{content, content_with};
use crate::support::{Engine, Received, awaited};
use chrono::Duration;
use rstest::rstest;
use serde_json::json;
use shared::label::LabelState;
use shared::partner::{DeliveryKind, DeliveryState, MadeWebhook};
use std::collections::{BTreeMap, BTreeSet};

#[rstest]
#[tokio::test]
async fn each_change_is_posted_with_a_signature_in_the_order_of_the_log(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let before = f.shelf.label(1, content()).await;
    let made = f.make("", 1).await;

    let second = f.shelf.label(2, content()).await;
    f.taken(1).await;
    f.shelf
        .change(before, LabelState::Revoked, "scheduled")
        .await;
    let messages = f.taken(2).await;

    let all: Vec<_> = messages.iter().flat_map(changes_in).collect();
    assert_eq!(all, [change("created", second), change("removed", before)]);
    for message in &messages {
        assert!(verifies(&made.secret, message), "{message:?}");
        assert_eq!(message.header("content-type"), "application/json");
        assert_eq!(body(message)["type"], "events.changed");
        let seconds: i64 = message.header("webhook-timestamp").parse().unwrap();
        assert_eq!(seconds, f.shelf.app.clock.now().timestamp());
    }
    assert_ne!(
        messages[0].header("webhook-id"),
        messages[1].header("webhook-id")
    );
    let created = body(&messages[0]);
    let change = &created["data"]["changes"][0];
    assert_eq!(change["event"]["id"], second.to_string());
    assert!(!messages[0].body.contains("camille@exemple.fr"));

    f.settled("the progress", |it| it.delivered_at.is_some())
        .await;
    let deliveries = f.deliveries(made.webhook.id).await;
    assert_eq!(deliveries.len(), 2);
    let first = &deliveries[1];
    assert_eq!((first.kind, first.attempt), (DeliveryKind::Changes, 1));
    assert_eq!(first.state, DeliveryState::Delivered);
    assert_eq!(first.events, [second]);
    assert_eq!(first.message, messages[0].header("webhook-id"));
    let head = first.request_head.as_deref().unwrap();
    assert!(head.starts_with(&format!("POST {}\n", f.receiver.url)));
    assert!(head.contains("webhook-signature: v1,…\n"), "{head}");
    let answer = first.answer_head.as_deref().unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[tokio::test]
async fn a_cursor_of_a_message_is_one_of_the_stream_with_its_filters() {
    let f = Fixture::new(Engine::Sqlite).await;
    f.make("region=84", 1).await;
    f.shelf.label(1, content()).await;
    let message = body(&f.taken(1).await[0]);
    let second = f.shelf.label(2, content()).await;

    let cursor = message["data"]["cursor"].as_str().unwrap();
    let path = format!("/api/v1/changes?region=84&since={cursor}");
    let page = f.shelf.app.visitor().get(&path).await.json();

    assert_eq!(page["items"][0]["id"], second.to_string());
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
}

#[rstest]
#[tokio::test]
async fn only_what_matches_the_filters_is_told(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    f.make("kind=workshop", 1).await;

    f.shelf.label(1, content()).await;
    let workshop = content_with(json!({ "kind": "workshop" }));
    let wanted = f.shelf.label(2, workshop).await;

    // The other event may be told as removed, before or after.
    let created = awaited("the workshop", async || {
        let mut received = f.changes(1).await;
        received.retain(|(kind, _)| kind != "removed");
        (!received.is_empty()).then_some(received)
    })
    .await;
    assert_eq!(created, [change("created", wanted)]);
}

#[rstest]
#[tokio::test]
async fn changes_are_told_together_on_demand(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 4).await;
    f.switch(made.webhook.id, false).await;
    let mut labelled = Vec::new();
    for number in 1..=6 {
        labelled.push(f.shelf.label(number, content()).await.to_string());
    }

    f.switch(made.webhook.id, true).await;

    let received = f.changes(6).await;
    let ids: Vec<_> = received.into_iter().map(|(_, id)| id).collect();
    assert_eq!(ids, labelled);
    let sizes: Vec<_> = f.receiver.taken().iter().map(changes_in).collect();
    assert_eq!(sizes.iter().map(Vec::len).collect::<Vec<_>>(), [4, 2]);
}

#[rstest]
#[tokio::test]
async fn during_a_rotation_both_secrets_verify_a_message(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    let path = f.of(made.webhook.id, "/rotation");

    let rotation = json!({ "overlapHours": 2 });
    let new: MadeWebhook = f.member.post(&path, &rotation).await.ok(200);
    f.shelf.label(1, content()).await;
    let during = f.taken(1).await.remove(0);
    f.settled("the first message", |it| it.delivered_at.is_some())
        .await;
    f.shelf.app.clock.advance(Duration::hours(2));
    f.shelf.label(2, content()).await;
    let after = f.taken(2).await.remove(1);

    assert_ne!(new.secret, made.secret);
    assert!(new.webhook.old_secret_until.is_some());
    assert!(verifies(&made.secret, &during) && verifies(&new.secret, &during));
    assert!(verifies(&new.secret, &after) && !verifies(&made.secret, &after));
    assert_eq!(f.webhook().await.old_secret_until, None);
}

#[rstest]
#[tokio::test]
async fn two_instances_tell_of_each_change_in_order(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    neighbour(&f.shelf.app);

    let labelled: Vec<_> = (1..=30)
        .map(|number| f.shelf.label_now(number, content()).0.to_string())
        .collect();

    let received = f.changes(30).await;
    let ids: Vec<_> = received.into_iter().map(|(_, id)| id).collect();
    assert_eq!(ids, labelled);
    let mut bodies: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for message in f.receiver.received() {
        assert!(verifies(&made.secret, &message));
        let id = message.header("webhook-id").to_owned();
        bodies.entry(id).or_default().insert(told_ids(&message));
    }
    assert!(bodies.values().all(|bodies| bodies.len() == 1));
    assert_eq!(bodies.len(), 30);
}

fn told_ids(message: &Received) -> String {
    let ids = changes_in(message).into_iter().map(|(_, id)| id);
    ids.collect::<Vec<_>>().join(",")
}
