//! Mails that the platform wrote, as the outbox shows them.

use crate::id::MailId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A mail in the list of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailSummary {
    /// Identifier.
    pub id: MailId,
    /// Address that it is for.
    #[cfg_attr(feature = "openapi", schema(example = "camille@example.org"))]
    pub recipient: String,
    /// Subject line, in French.
    pub subject: String,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When the mail server took it; absent while it waits, and for ever where no mail server is configured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<DateTime<Utc>>,
    /// How often sending was tried.
    pub attempts: u32,
    /// Why the last try failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
}

/// A mail of the outbox with its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Mail {
    /// What the list shows.
    #[serde(flatten)]
    pub summary: MailSummary,
    /// The text, with the links as they stand in it.
    pub body_text: String,
}
