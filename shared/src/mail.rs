//! Messages in the outbox.

use crate::id::MailId;
use crate::identifiers::string_enum;
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
    /// Subject line, in the language of the recipient.
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
    /// Time at which the message was kept back, because its address returns letters; absent for one that is or will be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held_at: Option<DateTime<Utc>>,
    /// Time at which the recipient's mail server returned the message; absent for one that did not come back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned_at: Option<DateTime<Utc>>,
}

impl MailSummary {
    /// True when the message waits for somebody to send it again: it was returned, kept back, or could not be sent.
    pub const fn needs_attention(&self) -> bool {
        self.returned_at.is_some()
            || self.held_at.is_some()
            || (self.sent_at.is_none() && self.last_error.is_some())
    }
}

/// Maximum length of the reason for which a message is sent again, in characters.
pub const RESENDING_REASON_MAX_CHARS: usize = 500;

/// Request to send a message again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Resending {
    /// Corrected address of the recipient, at most 254 characters; absent to use the one of the message.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "camille.durand@example.org", max_length = 254)
    )]
    pub recipient: Option<String>,
    /// Reason, for the log: 1 to 500 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(
            example = "Faute de frappe dans l’adresse",
            min_length = 1,
            max_length = 500
        )
    )]
    pub reason: String,
}

string_enum! {
    /// Why letters to an address are kept back.
    ReturnReason {
        /// Its mail server refuses letters for good.
        Permanent = "permanent",
        /// Its owner reported a letter as unwanted.
        Complaint = "complaint",
    }
}

/// An address that returns letters. Letters to it are kept back until its owner proves the address again or changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReturnedAddress {
    /// Time at which a letter was returned last.
    pub since: DateTime<Utc>,
    /// Why letters are kept back.
    pub reason: ReturnReason,
}

/// State of the address of the signed-in account.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountAddress {
    /// Present when the address returns letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<ReturnedAddress>,
}

/// Result of a message that arrived at a return address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailReport {
    /// Number of letters of the platform that the message reports as returned or unwanted; 0 for any other message.
    pub letters: u32,
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
    /// The same as a page of HTML, with the same links left out; absent for messages of text alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(content_media_type = "text/html"))]
    pub body_html: Option<String>,
    /// Link that refuses letters of this kind, as in `List-Unsubscribe`; absent for letters that cannot be refused, and where
    /// links are left out of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unsubscribe: Option<String>,
    /// Address to which answers go, as in `Reply-To`; absent for letters that nobody answers, and where links are left out of the
    /// text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
}
