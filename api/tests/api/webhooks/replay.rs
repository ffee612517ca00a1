use super::{Fixture, body, change, changes_in};
use crate::catalogue::content;
use crate::support::Engine;
use rstest::rstest;
use serde_json::json;
use shared::label::LabelState;
use shared::partner::{DeliveryKind, DeliveryState, WEBHOOK_REPLAYS_MAX, Webhook, WebhookDelivery};
use shared::problem::Code;
use std::collections::BTreeSet;

#[rstest]
#[tokio::test]
async fn everything_is_sent_again_from_the_beginning(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let first = f.shelf.label(1, content()).await;
    let made = f.make("", 1).await;
    let second = f.shelf.label(2, content()).await;
    f.taken(1).await;
    f.settled("the message", |it| it.delivered_at.is_some())
        .await;

    let path = f.of(made.webhook.id, "/replay");
    f.member.post(&path, &json!({})).await.ok::<Webhook>(200);

    let received = f.changes(3).await;
    assert_eq!(
        received,
        [
            change("created", second),
            change("created", first),
            change("created", second)
        ]
    );
    let taken = f.receiver.taken();
    let ids: BTreeSet<_> = taken.iter().map(|it| it.header("webhook-id")).collect();
    assert_eq!(ids.len(), 3, "messages of their own");
}

#[rstest]
#[tokio::test]
async fn what_follows_a_cursor_is_sent_again(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("region=84", 1).await;
    f.shelf.label(1, content()).await;
    let message = f.taken(1).await.remove(0);
    let second = f.shelf.label(2, content()).await;
    f.taken(2).await;
    f.shelf.app.none_left("webhooks.deliver").await;

    let cursor = body(&message)["data"]["cursor"].clone();
    let path = f.of(made.webhook.id, "/replay");
    let again = json!({ "cursor": cursor });
    f.member.post(&path, &again).await.ok::<Webhook>(200);

    let last = f.taken(3).await.remove(2);
    assert_eq!(changes_in(&last), [change("created", second)]);
}

#[tokio::test]
async fn a_cursor_of_other_filters_is_refused() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("region=84", 1).await;
    let page = f.shelf.app.visitor().get("/api/v1/changes").await.json();
    let path = f.of(made.webhook.id, "/replay");

    for cursor in [page["cursor"].clone(), json!("nothing"), json!("")] {
        let again = json!({ "cursor": cursor });
        let problem = f.member.post(&path, &again).await.refused(Code::Invalid);

        assert_eq!(problem.errors[0].pointer, "/cursor");
        assert_eq!(problem.errors[0].code, Code::InvalidCursor);
    }
}

#[rstest]
#[tokio::test]
async fn one_message_is_sent_again_with_its_events_as_they_are(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    let event = f.shelf.label(1, content()).await;
    f.taken(1).await;
    f.shelf
        .change(event, LabelState::Withdrawn, "scheduled")
        .await;
    f.taken(2).await;
    f.settled("the messages", |it| it.delivered_at.is_some())
        .await;
    let first = f.deliveries(made.webhook.id).await.pop().unwrap();

    let path = format!("/deliveries/{}/replay", first.id);
    let path = f.of(made.webhook.id, &path);
    let asked: WebhookDelivery = f.anew().await.post(&path, &json!({})).await.ok(202);
    let last = f.taken(3).await.remove(2);
    f.shelf.app.none_left("webhooks.deliver").await;

    assert_eq!(
        (asked.kind, asked.state),
        (DeliveryKind::Replay, DeliveryState::Waiting)
    );
    assert_eq!(asked.events, [event]);
    assert_eq!(last.header("webhook-id"), asked.message);
    assert_eq!(body(&last)["type"], "events.replayed");
    assert_eq!(changes_in(&last), [change("removed", event)]);
    let now = f.deliveries(made.webhook.id).await.remove(0);
    assert_eq!((now.id, now.state), (asked.id, DeliveryState::Delivered));
}

#[tokio::test]
async fn repetitions_wait_while_a_webhook_is_paused_and_are_bounded() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;
    f.shelf.label(1, content()).await;
    f.settled("the message", |it| it.delivered_at.is_some())
        .await;
    let first = f.deliveries(made.webhook.id).await.remove(0);
    f.switch(made.webhook.id, false).await;
    let path = format!("/deliveries/{}/replay", first.id);
    let path = f.of(made.webhook.id, &path);
    for _ in 0..WEBHOOK_REPLAYS_MAX {
        f.member
            .post(&path, &json!({}))
            .await
            .ok::<WebhookDelivery>(202);
    }

    f.member
        .post(&path, &json!({}))
        .await
        .refused(Code::TooManyRequests);
    f.switch(made.webhook.id, true).await;

    assert_eq!(
        f.taken(1 + WEBHOOK_REPLAYS_MAX).await.len(),
        1 + WEBHOOK_REPLAYS_MAX
    );
}
