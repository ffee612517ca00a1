//! Webhooks of partners: their messages, receivers that fail in every way, repetitions, and addresses that are not reached.

mod addresses;
mod burst;
mod deliver;
mod failures;
mod manage;
mod replay;
mod usage;

use crate::catalogue::Shelf;
use crate::partners::{at, joined, opened};
use crate::support::{Engine, Person, Received, Receiver, awaited};
use api::app::Platform;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use shared::id::{EventId, PartnerSpaceId, WebhookId};
use shared::paging::Page;
use shared::partner::{MadeWebhook, Webhook, WebhookDelivery, Webhooks};

const LOOPBACK: (&str, &str) = ("SEMAINE_WEBHOOK_LOOPBACK", "true");

/// An app with an edition, the space of a partner with a member, and a receiver on this machine.
struct Fixture {
    shelf: Shelf,
    id: PartnerSpaceId,
    member: Person,
    receiver: Receiver,
}

impl Fixture {
    async fn new(engine: Engine) -> Self {
        Self::prepared(engine, |_| {}).await
    }

    /// The same, with state that `prepare` changes before the server starts.
    async fn prepared(engine: Engine, prepare: impl FnOnce(&mut Platform)) -> Self {
        let shelf = Shelf::prepared(engine, &[LOOPBACK], prepare).await;
        let coordinator = shelf.app.coordinator().await;
        let id = opened(&coordinator, "cci_france").await;
        let member = joined(&shelf.app, &coordinator, id).await;
        Self {
            shelf,
            id,
            member,
            receiver: Receiver::start(),
        }
    }

    /// Path of the webhooks of the space, with what follows it.
    fn at(&self, rest: &str) -> String {
        at(self.id, &format!("/webhooks{rest}"))
    }

    fn of(&self, id: WebhookId, rest: &str) -> String {
        self.at(&format!("/{id}{rest}"))
    }

    /// Makes a webhook for the receiver.
    async fn make(&self, filters: &str, batch: u16) -> MadeWebhook {
        let new = json!({ "name": "Site de la CCI", "url": self.receiver.url, "filters": filters, "batch": batch });
        self.member.post(&self.at(""), &new).await.ok(201)
    }

    /// A new session of the member, as the old one ends when the clock advances.
    async fn anew(&self) -> Person {
        self.shelf.app.anew(&self.member).await
    }

    /// The webhook as it is now.
    async fn webhook(&self) -> Webhook {
        self.webhook_for(&self.anew().await).await
    }

    async fn webhook_for(&self, member: &Person) -> Webhook {
        let listed: Webhooks = member.get(&self.at("")).await.ok(200);
        let mut items = listed.items.into_iter();
        items.next().expect("a webhook")
    }

    /// Waits until the webhook is as expected, and no job is left.
    async fn settled(&self, what: &str, expected: impl Fn(&Webhook) -> bool) -> Webhook {
        let member = self.anew().await;
        let found = awaited(what, async || {
            let webhook = self.webhook_for(&member).await;
            expected(&webhook).then_some(webhook)
        })
        .await;
        self.shelf.app.none_left("webhooks.deliver").await;
        found
    }

    async fn deliveries(&self, id: WebhookId) -> Vec<WebhookDelivery> {
        let path = self.of(id, "/deliveries?limit=100");
        let page: Page<WebhookDelivery> = self.anew().await.get(&path).await.ok(200);
        page.items
    }

    async fn switch(&self, id: WebhookId, active: bool) -> Webhook {
        let path = self.of(id, "/state");
        let body = json!({ "active": active });
        self.anew().await.put(&path, "*", &body).await.ok(200)
    }

    /// Waits until the receiver has taken so many messages, and returns them.
    async fn taken(&self, count: usize) -> Vec<Received> {
        awaited("the messages", async || {
            let taken = self.receiver.taken();
            (taken.len() >= count).then_some(taken)
        })
        .await
    }

    /// Waits until the receiver has been told of so many events, and returns them in order.
    async fn changes(&self, count: usize) -> Vec<(String, String)> {
        awaited("the events", async || {
            let received: Vec<_> = self.receiver.taken().iter().flat_map(changes_in).collect();
            (received.len() >= count).then_some(received)
        })
        .await
    }
}

fn body(message: &Received) -> Value {
    serde_json::from_str(&message.body).unwrap()
}

/// Kinds and identifiers of the changes in a message.
fn changes_in(message: &Received) -> Vec<(String, String)> {
    let body = body(message);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let changes = body["data"]["changes"].as_array().unwrap().iter();
    changes
        .map(|change| (text(&change["kind"]), text(&change["id"])))
        .collect()
}

fn change(kind: &str, id: EventId) -> (String, String) {
    (kind.to_owned(), id.to_string())
}

/// True when a message has a signature by a secret, as the specification defines it.
fn verifies(secret: &str, message: &Received) -> bool {
    let key = STANDARD
        .decode(secret.strip_prefix("whsec_").unwrap())
        .unwrap();
    let id = message.header("webhook-id");
    let time = message.header("webhook-timestamp");
    let signed = format!("{id}.{time}.{}", message.body);
    let expected = format!("v1,{}", STANDARD.encode(hmac(&key, signed.as_bytes())));
    let signatures = message.header("webhook-signature");
    signatures.split(' ').any(|it| it == expected)
}

/// HMAC-SHA-256 (RFC 2104) of a key that is shorter than a block.
fn hmac(key: &[u8], message: &[u8]) -> [u8; 32] {
    let mut block = [0; 64];
    block[..key.len()].copy_from_slice(key);
    let padded = |with: u8| block.map(|byte: u8| byte ^ with);
    let inner = Sha256::new().chain_update(padded(0x36));
    let inner = inner.chain_update(message).finalize();
    let outer = Sha256::new().chain_update(padded(0x5c));
    outer.chain_update(inner).finalize().into()
}
