use super::Fixture;
use crate::partners::at;
use crate::support::{Engine, Reply};
use rstest::rstest;
use serde_json::json;
use shared::partner::{PartnerUsage, WebhookAttempts, WebhookDelivery};

#[rstest]
#[tokio::test]
async fn attempts_are_counted_by_webhook_day_and_outcome(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let f = Fixture::new(engine).await;
    let made = f.make("", 1).await;
    f.make("region=84", 1).await;
    let attempt = async |reply: u16| {
        f.receiver.reply(Reply::Status(reply));
        let member = f.anew().await;
        let path = f.of(made.webhook.id, "/test");
        member
            .post(&path, &json!({}))
            .await
            .ok::<WebhookDelivery>(200);
    };
    let usage = async |query: &str| -> PartnerUsage {
        let path = at(f.id, &format!("/usage{query}"));
        f.anew().await.get(&path).await.ok(200)
    };
    let clock = &f.shelf.app.clock;
    // The second day begins in Paris an hour before midnight in UTC.
    clock.set("2018-02-05T22:59:59Z".parse().unwrap());
    attempt(204).await;
    clock.set("2018-02-05T23:00:00Z".parse().unwrap());
    attempt(204).await;
    attempt(500).await;

    let found = usage("").await;

    assert_eq!(found.webhooks.len(), 1);
    let webhook = &found.webhooks[0];
    assert_eq!(webhook.webhook, made.webhook.id);
    assert_eq!(
        webhook.total,
        WebhookAttempts {
            delivered: 2,
            failed: 1
        }
    );
    let days: Vec<_> = webhook
        .days
        .iter()
        .map(|day| {
            let WebhookAttempts { delivered, failed } = day.attempts;
            (day.day.to_string(), delivered, failed)
        })
        .collect();
    let expected = [("2018-02-05", 1, 0), ("2018-02-06", 1, 1)];
    assert_eq!(
        days,
        expected.map(|(day, delivered, failed)| (day.to_owned(), delivered, failed))
    );
    assert_eq!(usage("?to=2018-02-04").await.webhooks, []);
    assert_eq!(usage("?from=2018-02-06").await.webhooks[0].days.len(), 1);
}
