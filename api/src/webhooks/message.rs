//! Messages: their identifiers and bodies.

use crate::changes::{Reader, Written};
use chrono::{DateTime, Utc};
use ground::error::Error;
use serde::Serialize;
use serde_json::value::RawValue;
use sha2::{Digest as _, Sha256};
use shared::id::{EventId, WebhookDeliveryId, WebhookId};
use shared::partner::DeliveryKind;
use uuid::Uuid;

/// A message to a receiver.
#[derive(Debug)]
pub(super) struct Message {
    /// Value of the header `webhook-id`, the same at each attempt.
    pub(super) id: String,
    pub(super) kind: DeliveryKind,
    /// The events that it tells of.
    pub(super) events: Vec<EventId>,
    /// JSON, the same at each attempt.
    pub(super) body: String,
    /// Time of the first attempt.
    pub(super) since: DateTime<Utc>,
    /// The reader once the receiver has it; `None` for one outside the stream.
    pub(super) end: Option<Reader>,
}

/// Type of a message in its body.
const fn type_of(kind: DeliveryKind) -> &'static str {
    match kind {
        DeliveryKind::Changes => "events.changed",
        DeliveryKind::Replay => "events.replayed",
        DeliveryKind::Test => "webhook.test",
    }
}

#[derive(Debug, Serialize)]
struct Body<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    timestamp: DateTime<Utc>,
    data: Data<'a>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    changes: Vec<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<&'a str>,
}

/// Identifier of a message with these changes: the same whenever it is sent, and another one once an event has changed again, or when
/// the stream is sent again from a cursor.
pub(super) fn id_of(webhook: WebhookId, run: i32, changes: &[Written]) -> String {
    let mut digest = Sha256::new();
    digest.update(webhook.0.as_bytes());
    digest.update(run.to_be_bytes());
    for change in changes {
        digest.update(change.place.id.0.as_bytes());
        digest.update(change.changed.to_be_bytes());
    }
    let mut bytes = [0; 16];
    let digest: [u8; 32] = digest.finalize().into();
    for (to, from) in bytes.iter_mut().zip(digest) {
        *to = from;
    }
    id(Uuid::from_bytes(bytes))
}

/// Identifier of a message that somebody asked for.
pub(super) fn id_of_delivery(delivery: WebhookDeliveryId) -> String {
    id(delivery.0)
}

fn id(id: Uuid) -> String {
    format!("msg_{id}")
}

/// Body of a message.
///
/// # Errors
///
/// When it has no JSON form, which its types rule out.
pub(super) fn body(
    kind: DeliveryKind,
    since: DateTime<Utc>,
    changes: &[Written],
    cursor: Option<&str>,
) -> Result<String, Error> {
    let body = Body {
        kind: type_of(kind),
        timestamp: since,
        data: Data {
            changes: changes.iter().map(|change| &*change.json).collect(),
            cursor,
        },
    };
    Ok(serde_json::to_string(&body)?)
}
