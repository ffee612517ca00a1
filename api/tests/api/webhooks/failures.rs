use super::{Fixture, change, verifies};
use crate::accounts::{mails, next_mail};
use crate::catalogue::content;
use crate::support::{Engine, PATIENCE, Received, Receiver, Reply, awaited};
use actix_web::web::Data;
use api::app::Platform;
use api::webhooks::{Bounds, Webhooks};
use chrono::Duration;
use rstest::rstest;
use serde_json::json;
use shared::partner::{DeliveryFault, DeliveryState, WebhookDelivery, WebhookState};
use std::collections::BTreeSet;

/// Longest wait for an answer that never comes.
const SHORT: std::time::Duration = std::time::Duration::from_secs(2);

/// Waits that long for answers.
fn patient(platform: &mut Platform, patience: std::time::Duration) {
    let bounds = Bounds {
        patience,
        ..Bounds::default()
    };
    let (services, live) = (platform.services.clone(), platform.live.clone());
    let webhooks = Webhooks::new(services, live, &platform.config.webhooks, bounds);
    platform.webhooks = Data::new(webhooks.unwrap());
}

fn raw(text: &str) -> Reply {
    Reply::Raw(text.to_owned())
}

async fn received(f: &Fixture, count: usize) -> Vec<Received> {
    awaited("the attempts", async || {
        let received = f.receiver.received();
        (received.len() >= count).then_some(received)
    })
    .await
}

#[rstest]
#[case::plain(Reply::Status(204), None)]
#[case::huge(Reply::Endless, None)]
#[case::short(raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), None)]
#[case::long(raw("HTTP/1.1 202 Accepted\r\nContent-Length: 1\r\n\r\nlonger"), None)]
#[case::closes(Reply::Close, Some(DeliveryFault::Unreachable))]
#[case::nonsense(raw("good morning\r\n\r\n"), Some(DeliveryFault::Unreachable))]
#[case::cut(raw("HTTP/1.1 20"), Some(DeliveryFault::Unreachable))]
#[case::slow(Reply::Silence, Some(DeliveryFault::Timeout))]
#[case::fails(Reply::Status(500), Some(DeliveryFault::Status))]
#[case::refuses(Reply::Status(401), Some(DeliveryFault::Status))]
#[tokio::test]
async fn the_head_of_the_answer_decides(
    #[case] reply: Reply,
    #[case] fault: Option<DeliveryFault>,
) {
    // An answer that comes counts, however slow the machine is.
    let patience = if matches!(reply, Reply::Silence) {
        SHORT
    } else {
        PATIENCE
    };
    let f = Fixture::prepared(Engine::Sqlite, |platform| patient(platform, patience)).await;
    let made = f.make("", 1).await;
    f.receiver.reply(reply);

    let path = f.of(made.webhook.id, "/test");
    let tested: WebhookDelivery = f.member.post(&path, &json!({})).await.ok(200);

    assert_eq!(tested.fault, fault);
    let state = if fault.is_none() {
        DeliveryState::Delivered
    } else {
        DeliveryState::Failed
    };
    assert_eq!(tested.state, state);
    assert_eq!(f.deliveries(made.webhook.id).await, [tested]);
    let message = received(&f, 1).await.remove(0);
    assert!(verifies(&made.secret, &message));
    assert_eq!(super::body(&message)["type"], "webhook.test");
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;
    let other = Receiver::start();
    let answer = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n",
        other.url
    );
    f.receiver.reply(Reply::Raw(answer));

    let path = f.of(made.webhook.id, "/test");
    let tested: WebhookDelivery = f.member.post(&path, &json!({})).await.ok(200);

    assert_eq!(
        (tested.fault, tested.status),
        (Some(DeliveryFault::Redirect), Some(307))
    );
    assert!(other.received().is_empty());
}

#[rstest]
#[tokio::test]
async fn a_receiver_that_was_down_for_an_hour_gets_everything_in_order(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    f.receiver.reply(Reply::Status(503));
    let mut labelled = Vec::new();
    for number in 1..=3 {
        labelled.push(f.shelf.label(number, content()).await);
    }
    let failing = f
        .settled("a failure", |it| it.failing_since.is_some())
        .await;
    assert_eq!(failing.state, WebhookState::Active);
    let wait = failing.next_attempt_at.unwrap() - f.shelf.app.clock.now();
    assert!(wait > Duration::zero() && wait <= Duration::seconds(5));

    f.shelf.app.clock.advance(Duration::minutes(30));
    received(&f, 2).await;
    f.shelf.app.none_left("webhooks.deliver").await;
    for number in 4..=5 {
        labelled.push(f.shelf.label(number, content()).await);
    }
    f.receiver.reply(Reply::Status(200));
    f.shelf.app.clock.advance(Duration::minutes(30));

    let changes = f.changes(5).await;
    let expected: Vec<_> = labelled.iter().map(|id| change("created", *id)).collect();
    assert_eq!(changes, expected);
    let attempts = f.receiver.received();
    let first: Vec<_> = attempts.iter().take(3).collect();
    let ids: BTreeSet<_> = first.iter().map(|it| it.header("webhook-id")).collect();
    let bodies: BTreeSet<_> = first.iter().map(|it| it.body.as_str()).collect();
    let times: BTreeSet<_> = first
        .iter()
        .map(|it| it.header("webhook-timestamp"))
        .collect();
    assert_eq!((ids.len(), times.len()), (1, 3));
    assert_eq!(bodies.len(), 1, "{bodies:#?}");
    assert!(attempts.iter().all(|it| verifies(&made.secret, it)));
    f.settled("the end of the failure", |it| it.failing_since.is_none())
        .await;
}

#[tokio::test]
async fn a_receiver_that_dies_after_an_answer_is_told_the_rest_later() {
    let f = Fixture::new(Engine::Sqlite).await;
    let made = f.make("", 1).await;
    let first = f.shelf.label(1, content()).await;
    f.taken(1).await;
    f.receiver.reply(Reply::Close);
    let second = f.shelf.label(2, content()).await;
    f.settled("a failure", |it| it.failing_since.is_some())
        .await;

    f.receiver.reply(Reply::Status(200));
    f.shelf.app.clock.advance(Duration::minutes(1));

    assert_eq!(
        f.changes(2).await,
        [change("created", first), change("created", second)]
    );
    f.settled("the end", |it| it.failing_since.is_none()).await;
    let deliveries = f.deliveries(made.webhook.id).await;
    let states: Vec<_> = deliveries.iter().map(|it| it.state).collect();
    assert_eq!(states.last(), Some(&DeliveryState::Delivered));
    assert_eq!(states.first(), Some(&DeliveryState::Delivered));
    assert!(states.contains(&DeliveryState::Failed));
}

#[rstest]
#[tokio::test]
async fn an_event_that_changes_while_a_receiver_is_down_is_told_as_it_is(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    f.make("", 1).await;
    f.receiver.reply(Reply::Status(500));
    let first = f.shelf.label(1, content()).await;
    let second = f.shelf.label(2, content()).await;
    f.settled("a failure", |it| it.failing_since.is_some())
        .await;

    f.shelf.note(first, "full", "Complet.").await;
    f.receiver.reply(Reply::Status(200));
    f.shelf.app.clock.advance(Duration::minutes(1));

    assert_eq!(
        f.changes(2).await,
        [change("created", second), change("created", first)]
    );
    let last = f.taken(2).await.remove(1);
    assert!(last.body.contains("Complet."), "{}", last.body);
}

#[rstest]
#[tokio::test]
async fn a_receiver_that_is_gone_ends_its_webhook_with_a_letter(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    let email = f.member.account().email.clone();
    let known = mails(&f.shelf.app, &email).await.len();
    f.receiver.reply(Reply::Status(410));

    let labelled = f.shelf.label(1, content()).await;
    f.settled("the end", |it| it.state == WebhookState::Gone)
        .await;
    let letter = next_mail(&f.shelf.app, &email, known).await;

    assert!(letter.summary.subject.contains("Site de la CCI"));
    let page = format!("/espaces-partenaires/{}", f.id);
    assert!(letter.body_text.contains(&page), "{}", letter.body_text);
    f.receiver.reply(Reply::Status(200));
    let resumed = f.switch(made.webhook.id, true).await;
    assert_eq!(resumed.state, WebhookState::Active);
    assert_eq!(f.changes(1).await, [change("created", labelled)]);
}

#[rstest]
#[tokio::test]
async fn a_receiver_that_fails_for_two_days_pauses_its_webhook_with_a_letter(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    let email = f.member.account().email.clone();
    let known = mails(&f.shelf.app, &email).await.len();
    f.receiver.reply(Reply::Status(500));
    let labelled = f.shelf.label(1, content()).await;
    f.settled("a failure", |it| it.failing_since.is_some())
        .await;

    f.shelf.app.clock.advance(Duration::hours(47));
    received(&f, 2).await;
    let still = f
        .settled("the second failure", |it| it.next_attempt_at.is_some())
        .await;
    assert_eq!(still.state, WebhookState::Active);
    f.shelf.app.clock.advance(Duration::hours(1));
    let paused = f
        .settled("the pause", |it| it.state == WebhookState::Failing)
        .await;

    assert_eq!(paused.next_attempt_at, None);
    let letter = next_mail(&f.shelf.app, &email, known).await;
    assert!(letter.summary.subject.contains("Site de la CCI"));
    f.receiver.reply(Reply::Status(200));
    f.switch(made.webhook.id, true).await;
    assert_eq!(f.changes(1).await, [change("created", labelled)]);
    let after = f.settled("the end", |it| it.failing_since.is_none()).await;
    assert_eq!(after.state, WebhookState::Active);
}

#[tokio::test]
async fn a_pause_that_the_receiver_asks_for_is_respected() {
    let f = Fixture::new(Engine::Sqlite).await;
    f.make("", 1).await;
    f.receiver.reply(raw(
        "HTTP/1.1 503 Busy\r\nRetry-After: 600\r\nContent-Length: 0\r\n\r\n",
    ));
    f.shelf.label(1, content()).await;

    let failing = f
        .settled("a failure", |it| it.next_attempt_at.is_some())
        .await;

    let wait = failing.next_attempt_at.unwrap() - f.shelf.app.clock.now();
    assert_eq!(wait, Duration::seconds(600));
}
