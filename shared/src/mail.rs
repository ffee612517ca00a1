//! Messages in the outbox.

use crate::id::MailId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Short form of an outbox message, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailSummary {
    /// UUID of the message.
    pub id: MailId,
    /// E-mail address of the recipient.
    #[cfg_attr(feature = "openapi", schema(example = "camille@example.org"))]
    pub recipient: String,
    /// Subject line, in French.
    pub subject: String,
    /// Time at which the message was written.
    pub created_at: DateTime<Utc>,
    /// Time at which the mail server accepted the message; absent until then, and always when no mail server is
    /// configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// Number of delivery attempts so far.
    pub attempts: u32,
    /// Error of the last delivery attempt; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// An outbox message with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mail {
    /// Fields that the list also returns.
    #[serde(flatten)]
    pub summary: MailSummary,
    /// Plain text of the message. Links that work once are left out, except on a demonstration whose outbox is open.
    pub body_text: String,
    /// Link that refuses letters of this kind, as in `List-Unsubscribe`; absent for letters that cannot be refused, and where
    /// links are left out of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    /// Address to which answers go, as in `Reply-To`; absent for letters that nobody answers, and where links are left out of the
    /// text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}
