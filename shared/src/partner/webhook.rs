use crate::change::unsteady;
use crate::event::EventQuery;
use crate::id::{EventId, WebhookDeliveryId, WebhookId};
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Maximum number of webhooks of a space.
pub const WEBHOOKS_MAX: usize = 20;
/// Maximum number of changes in a message.
pub const WEBHOOK_BATCH_MAX: u16 = 100;
/// Maximum length of the address of a receiver, in bytes.
pub const WEBHOOK_URL_MAX_BYTES: usize = 2_000;
/// Maximum length of the filters, in bytes.
pub const WEBHOOK_FILTERS_MAX_BYTES: usize = 4_000;
/// Longest time for which a replaced secret still signs, in hours.
pub const WEBHOOK_OVERLAP_MAX_HOURS: u32 = 336;
/// Maximum number of deliveries of a webhook that wait to be sent again.
pub const WEBHOOK_REPLAYS_MAX: usize = 20;
/// Hours for which a receiver may fail before its webhook is stopped.
pub const WEBHOOK_PATIENCE_HOURS: u32 = 48;
/// Days for which a delivery can be read.
pub const WEBHOOK_LOG_DAYS: u32 = 30;

string_enum! {
    /// State of a webhook. Whatever stopped it, it goes on from the same position when it is resumed.
    WebhookState {
        /// It sends each change.
        Active = "active",
        /// A member paused it.
        Paused = "paused",
        /// It was stopped since its receiver had failed for two days.
        Failing = "failing",
        /// It was stopped since its receiver answered 410.
        Gone = "gone",
        /// It was stopped since its filters name something that is not public any more, such as an edition.
        InvalidFilters = "invalid_filters",
        /// It was stopped since its space was closed.
        Closed = "closed",
    }
}

string_enum! {
    /// Content of a message.
    DeliveryKind {
        /// Changes of events, in the order of the stream.
        Changes = "changes",
        /// Events of an earlier message, as they are now, since somebody asked for it.
        Replay = "replay",
        /// Nothing: a member tests the receiver.
        Test = "test",
    }
}

string_enum! {
    /// Outcome of an attempt to deliver a message.
    DeliveryState {
        /// It was asked for, and has not been sent yet.
        Waiting = "waiting",
        /// The receiver answered with a status of 200 to 299.
        Delivered = "delivered",
        /// The receiver did not take it.
        Failed = "failed",
    }
}

string_enum! {
    /// Why a message was not delivered.
    DeliveryFault {
        /// The receiver has an address that is not public.
        AddressRefused = "address_refused",
        /// No connection, or it ended before the answer.
        Unreachable = "unreachable",
        /// No answer in time.
        Timeout = "timeout",
        /// The answer is a redirect, which is not followed.
        Redirect = "redirect",
        /// The answer has another status than 200 to 299.
        Status = "status",
    }
}

/// Request to make a webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewWebhook {
    /// Name by which people recognise it: one line of 1 to 100 characters.
    #[cfg_attr(feature = "openapi", schema(example = "Site de la CCI"))]
    pub name: String,
    /// Address of the receiver: `https`, at most 2,000 bytes, with public addresses only, without user or fragment.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://www.example.org/semaine")
    )]
    pub url: String,
    /// Query string of the stream of changes, at most 4,000 bytes: only events that match it are told. Every event when empty.
    #[serde(default)]
    #[cfg_attr(feature = "openapi", schema(example = "region=84"))]
    pub filters: String,
    /// Maximum number of changes in a message, 1 to 100; 1 when absent.
    #[serde(default = "one")]
    #[cfg_attr(feature = "openapi", schema(example = 1, minimum = 1, maximum = 100))]
    pub batch: u16,
}

const fn one() -> u16 {
    1
}

/// A webhook without its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhook {
    /// UUID of the webhook.
    pub id: WebhookId,
    /// Name by which members recognise it, 1 to 100 characters.
    pub name: String,
    /// Address of the receiver.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://www.example.org/semaine")
    )]
    pub url: String,
    /// Query string of the stream of changes, in canonical form; empty for every event.
    #[cfg_attr(feature = "openapi", schema(example = "region=84"))]
    pub filters: String,
    /// Maximum number of changes in a message.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub batch: u16,
    /// State of the webhook: messages are sent, or the reason why not.
    pub state: WebhookState,
    /// Time at which it was made.
    pub created_at: DateTime<Utc>,
    /// Time until which messages also bear a signature by the secret before; absent when there is one secret.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_secret_until: Option<DateTime<Utc>>,
    /// Time of the last message that the receiver took; absent when it has taken none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivered_at: Option<DateTime<Utc>>,
    /// Time since which the receiver fails; absent when it took the last message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<DateTime<Utc>>,
    /// Time of the next attempt; absent when there is nothing to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<DateTime<Utc>>,
}

/// The webhooks of a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Webhooks {
    /// Oldest first; at most 20.
    pub items: Vec<Webhook>,
}

/// A webhook with its secret, which is shown this once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MadeWebhook {
    /// The webhook without its secret.
    pub webhook: Webhook,
    /// Secret of the signatures: `whsec_` and 32 bytes in base64, as the libraries of Standard Webhooks take it.
    pub secret: String,
}

/// Request to replace the secret of a webhook.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookRotation {
    /// Hours for which messages bear a signature by the replaced secret too: 0 to 336.
    #[cfg_attr(feature = "openapi", schema(example = 24))]
    pub overlap_hours: u32,
}

/// Request to pause a webhook, or to resume it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookSwitch {
    /// True to resume it from where it stopped, false to pause it.
    #[cfg_attr(feature = "openapi", schema(example = true))]
    pub active: bool,
}

/// Request to send changes again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookReplay {
    /// Cursor after which the webhook goes on: that of a message, or of the stream of changes with the same filters. From the beginning,
    /// with every public event, when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// An attempt to deliver a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WebhookDelivery {
    /// UUID of the attempt.
    pub id: WebhookDeliveryId,
    /// `webhook-id` of the message: the same at each attempt.
    #[cfg_attr(feature = "openapi", schema(example = "msg_5Zk2Qx"))]
    pub message: String,
    /// Content of the message.
    pub kind: DeliveryKind,
    /// UUIDs of the events that it tells of, at most 100.
    pub events: Vec<EventId>,
    /// Number of attempts since the receiver took a message, this one included.
    #[cfg_attr(feature = "openapi", schema(example = 1))]
    pub attempt: u32,
    /// Outcome of the attempt.
    pub state: DeliveryState,
    /// Time of the attempt, or at which it was asked for.
    pub at: DateTime<Utc>,
    /// Time until the answer or the failure, in milliseconds; absent before the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u32>,
    /// Status of the answer; absent without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = 200))]
    pub status: Option<u16>,
    /// Why it failed; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<DeliveryFault>,
    /// Head of the request: its first line and its headers; absent before the attempt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_head: Option<String>,
    /// Beginning of the head of the answer, without cookies; absent without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answer_head: Option<String>,
}

/// Reads the filters of a webhook: those of the stream of changes, which do not depend on the time. Whether the terms and places that they
/// name exist is not checked.
///
/// # Errors
///
/// All faults at `pointer`, each with the name of its parameter.
pub fn webhook_filters(pointer: &str, text: &str) -> Result<EventQuery, Vec<FieldProblem>> {
    if text.len() > WEBHOOK_FILTERS_MAX_BYTES {
        let detail = format!("{} bytes, at most {WEBHOOK_FILTERS_MAX_BYTES}", text.len());
        let fault = FieldProblem::new(pointer, Code::TooLong, detail);
        return Err(vec![fault.with_limit(WEBHOOK_FILTERS_MAX_BYTES as u64)]);
    }
    let text = text.trim().trim_start_matches('?');
    let pairs: Vec<_> = form_urlencoded::parse(text.as_bytes()).collect();
    let pairs = pairs
        .iter()
        .map(|(name, value)| (name.as_ref(), value.as_ref()));
    let at = |faults: &[FieldProblem]| -> Vec<FieldProblem> {
        let at = |fault| fault_in_filters(pointer, fault);
        faults.iter().map(at).collect()
    };
    let query = EventQuery::parse(pairs).map_err(|faults| at(&faults.0))?;
    let unsteady = unsteady(&query);
    if unsteady.is_empty() {
        Ok(query)
    } else {
        Err(at(&unsteady))
    }
}

/// A fault of a parameter of the filters, as one of the field that has them.
pub fn fault_in_filters(pointer: &str, fault: &FieldProblem) -> FieldProblem {
    let name = fault.pointer.trim_start_matches('/');
    let detail = format!("{name}: {}", fault.detail);
    FieldProblem::new(pointer, fault.code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("", "")]
    #[case(
        "?kind=workshop,company_visit&region=84",
        "region=84&kind=company_visit,workshop"
    )]
    fn filters_are_read_as_those_of_the_stream(#[case] typed: &str, #[case] canonical: &str) {
        let query = webhook_filters("/filters", typed).unwrap();

        assert_eq!(query.to_search(), canonical);
    }

    #[rstest]
    #[case("colour=red", Code::UnknownParameter)]
    #[case("when=today", Code::InvalidParameter)]
    #[case("sort=next", Code::InvalidParameter)]
    fn filters_that_a_stream_cannot_follow_are_refused(#[case] typed: &str, #[case] code: Code) {
        let faults = webhook_filters("/filters", typed).unwrap_err();

        assert_eq!((faults.len(), faults[0].code), (1, code));
        assert_eq!(faults[0].pointer, "/filters");
    }

    #[test]
    fn endless_filters_are_not_read() {
        let faults = webhook_filters("/filters", &"q=a&".repeat(1_001)).unwrap_err();

        assert_eq!(faults[0].code, Code::TooLong);
    }
}
