use super::{ATTACHMENTS_PER_MESSAGE, ConversationAttachment, ConversationStanding};
use crate::id::{AttachmentId, ConversationMessageId};
use crate::identifiers::string_enum;
use crate::problem::{Code, FieldProblem};
use crate::text::Limits;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Maximum length of a message, in characters: about two pages.
pub const MESSAGE_MAX_CHARS: usize = 5_000;
/// Maximum number of messages on one event submission.
pub const MESSAGES_PER_FILE: u32 = 300;

string_enum! {
    /// Side of the conversation on an event submission.
    ConversationSide {
        /// The owner, the co-editors, and the members of the organisation who file for it.
        Organiser = "organiser",
        /// The referents of the territory and the coordinators.
        Reviewers = "reviewers",
    }
}

impl ConversationSide {
    /// The other side, which reads the messages of this one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Organiser => Self::Reviewers,
            Self::Reviewers => Self::Organiser,
        }
    }
}

/// A message to the other side, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationMessageForm {
    /// Text, at most 5,000 characters; required unless there is an attachment.
    #[cfg_attr(feature = "openapi", schema(max_length = 5000))]
    pub text: String,
    /// Attachments that the caller has uploaded and not sent yet, at most 5, each once.
    pub attachments: Vec<AttachmentId>,
}

impl ConversationMessageForm {
    /// The normalised text; empty for a message of attachments only.
    ///
    /// # Errors
    ///
    /// Faults at `/text` and `/attachments`.
    pub fn check(&self) -> Result<String, Vec<FieldProblem>> {
        let mut faults = Vec::new();
        let text = match Limits::prose(1, MESSAGE_MAX_CHARS).read("/text", &self.text) {
            Ok(text) => text.unwrap_or_default(),
            Err(fault) => {
                faults.push(fault);
                String::new()
            }
        };
        if faults.is_empty() && text.is_empty() && self.attachments.is_empty() {
            let detail = "a text or an attachment is needed";
            faults.push(FieldProblem::new("/text", Code::Required, detail));
        }
        let mut at_attachments = |code, detail| {
            let fault = FieldProblem::new("/attachments", code, detail);
            faults.push(fault.with_limit(ATTACHMENTS_PER_MESSAGE as u64));
        };
        if self.attachments.len() > ATTACHMENTS_PER_MESSAGE {
            at_attachments(Code::TooMany, "at most 5 attachments in one message");
        } else {
            let different: HashSet<_> = self.attachments.iter().collect();
            if different.len() < self.attachments.len() {
                at_attachments(Code::Duplicate, "an attachment is named twice");
            }
        }
        if faults.is_empty() {
            Ok(text)
        } else {
            Err(faults)
        }
    }
}

/// A message on an event submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationMessage {
    /// UUID of the message.
    pub id: ConversationMessageId,
    /// Number of the message on the submission, from 1.
    pub number: u32,
    /// Side that wrote it.
    pub side: ConversationSide,
    /// True when the caller wrote it.
    pub own: bool,
    /// Name of its author; absent for a message of the reviewers that the organiser reads, and when the author has no account any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Text; empty for a message of attachments only, and for an erased one.
    pub text: String,
    /// True when its text and its attachments were erased with the account of the organiser.
    #[serde(default)]
    pub erased: bool,
    /// Attachments, in the order in which they were uploaded.
    pub attachments: Vec<ConversationAttachment>,
    /// Time at which it was sent.
    pub sent_at: DateTime<Utc>,
}

/// The conversation on an event submission, as one side sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Conversation {
    /// Side of the caller.
    pub side: ConversationSide,
    /// Standing of the conversation: open, or the reason why it is read-only.
    pub standing: ConversationStanding,
    /// True when the caller may write now.
    pub writable: bool,
    /// All messages, oldest first; at most 300.
    pub messages: Vec<ConversationMessage>,
    /// Number of messages of the other side that nobody on the side of the caller has read.
    pub unread: u32,
    /// Number of the last message that the other side has read; 0 for none.
    pub read_by_other: u32,
    /// Time at which the other side last read a new message; absent when it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read_by_other_at: Option<DateTime<Utc>>,
}

/// Request to mark messages as read, for the side of the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ConversationRead {
    /// Number of the last message that was shown; at most 300.
    #[cfg_attr(feature = "openapi", schema(maximum = 300))]
    pub up_to: u32,
}

impl ConversationRead {
    /// Checks the number; one beyond the last message stands for that message.
    ///
    /// # Errors
    ///
    /// When there cannot be a message of that number.
    pub fn check(self) -> Result<(), FieldProblem> {
        if self.up_to <= MESSAGES_PER_FILE {
            return Ok(());
        }
        let most = i64::from(MESSAGES_PER_FILE);
        Err(FieldProblem::new("/upTo", Code::OutOfRange, "too high").with_limit(most))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;
    use uuid::Uuid;

    fn form(text: &str, attachments: impl IntoIterator<Item = u128>) -> ConversationMessageForm {
        let id = |number| AttachmentId(Uuid::from_u128(number));
        ConversationMessageForm {
            text: text.to_owned(),
            attachments: attachments.into_iter().map(id).collect(),
        }
    }

    #[rstest]
    #[case::text(form(" Bonjour\r\nà vous ", []), Ok("Bonjour\nà vous"))]
    #[case::attachment_only(form("", [1]), Ok(""))]
    #[case::nothing(form("  ", []), Err(("/text", Code::Required)))]
    #[case::a_hundred_pages(form(&"a".repeat(300_000), []), Err(("/text", Code::TooLong)))]
    #[case::six(form("Voici", 1..=6), Err(("/attachments", Code::TooMany)))]
    #[case::twice(form("Voici", [1, 1]), Err(("/attachments", Code::Duplicate)))]
    fn a_message_has_a_text_or_an_attachment(
        #[case] form: ConversationMessageForm,
        #[case] expected: Result<&str, (&str, Code)>,
    ) {
        let found = form.check();
        let found = found.as_ref().map(String::as_str).map_err(|faults| {
            assert_eq!(faults.len(), 1, "{faults:?}");
            (faults[0].pointer.as_str(), faults[0].code)
        });
        assert_eq!(found, expected);
    }
}
