//! Columns of the tables of conversations, and the messages, notes and opinions that they hold.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{
    conversation_attachments, conversation_messages, conversations, expert_opinions, review_notes,
};
use ground::db::types::{SqlTime, SqlUuid};
use shared::conversation::{
    AttachmentKind, ConversationAttachment, ConversationSide, ExpertOpinion, GivenOpinion,
    OpinionVerdict, ReviewNote,
};
use shared::id::{AttachmentId, ConversationMessageId, EventId, OpinionId};

/// Number of messages on an event submission, and the number up to which each side has read them.
#[derive(Debug, Clone, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = conversations, primary_key(event_id), treat_none_as_null = true)]
pub(crate) struct ConversationRow {
    event_id: SqlUuid,
    messages: i32,
    organiser_read: i32,
    organiser_unread: i32,
    organiser_read_at: Option<SqlTime>,
    organiser_letter_at: Option<SqlTime>,
    reviewers_read: i32,
    reviewers_unread: i32,
    reviewers_read_at: Option<SqlTime>,
    reviewers_letter_at: Option<SqlTime>,
}

impl ConversationRow {
    /// A conversation without messages.
    pub(crate) fn empty(event: EventId) -> Self {
        Self {
            event_id: event.into(),
            messages: 0,
            organiser_read: 0,
            organiser_unread: 0,
            organiser_read_at: None,
            organiser_letter_at: None,
            reviewers_read: 0,
            reviewers_unread: 0,
            reviewers_read_at: None,
            reviewers_letter_at: None,
        }
    }

    pub(super) const fn event(&self) -> SqlUuid {
        self.event_id
    }

    /// Number of messages of both sides.
    pub(crate) const fn messages(&self) -> i32 {
        self.messages
    }

    /// Adds a message of a side; returns its number.
    pub(crate) const fn add(&mut self, side: ConversationSide) -> i32 {
        self.messages += 1;
        match side {
            ConversationSide::Organiser => self.reviewers_unread += 1,
            ConversationSide::Reviewers => self.organiser_unread += 1,
        }
        self.messages
    }

    /// Number of the last message that a side has read.
    pub(crate) const fn read(&self, side: ConversationSide) -> i32 {
        match side {
            ConversationSide::Organiser => self.organiser_read,
            ConversationSide::Reviewers => self.reviewers_read,
        }
    }

    /// Time at which a side last read a new message.
    pub(crate) fn read_at(&self, side: ConversationSide) -> Option<DateTime<Utc>> {
        let at = match side {
            ConversationSide::Organiser => self.organiser_read_at,
            ConversationSide::Reviewers => self.reviewers_read_at,
        };
        at.map(|at| at.0)
    }

    /// Number of messages that a side has not read.
    pub(crate) const fn unread(&self, side: ConversationSide) -> i32 {
        match side {
            ConversationSide::Organiser => self.organiser_unread,
            ConversationSide::Reviewers => self.reviewers_unread,
        }
    }

    /// Records that a side has read all messages up to a number, after which `unread` of the other side are left.
    pub(crate) fn mark(
        &mut self,
        side: ConversationSide,
        up_to: i32,
        unread: i32,
        at: DateTime<Utc>,
    ) {
        let at = Some(at.into());
        match side {
            ConversationSide::Organiser => {
                self.organiser_read = up_to;
                self.organiser_unread = unread;
                self.organiser_read_at = at;
            }
            ConversationSide::Reviewers => {
                self.reviewers_read = up_to;
                self.reviewers_unread = unread;
                self.reviewers_read_at = at;
            }
        }
    }

    /// The time at which a letter to a side is due; empty when none is.
    pub(crate) const fn letter_at(&mut self, side: ConversationSide) -> &mut Option<SqlTime> {
        match side {
            ConversationSide::Organiser => &mut self.organiser_letter_at,
            ConversationSide::Reviewers => &mut self.reviewers_letter_at,
        }
    }
}

/// A message of the conversation, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = conversation_messages)]
pub(crate) struct MessageRow {
    pub(crate) id: SqlUuid,
    pub(crate) event_id: SqlUuid,
    pub(crate) number: i32,
    pub(crate) side: String,
    pub(crate) author_id: SqlUuid,
    pub(crate) text: String,
    pub(crate) sent_at: SqlTime,
    pub(crate) erased_at: Option<SqlTime>,
}

impl MessageRow {
    pub(crate) fn id(&self) -> ConversationMessageId {
        self.id.into()
    }

    /// Side that wrote it.
    ///
    /// # Errors
    ///
    /// When the stored value is unknown.
    pub(crate) fn side(&self) -> anyhow::Result<ConversationSide> {
        ConversationSide::parse(&self.side)
            .with_context(|| format!("side of message {}", self.id.0))
    }
}

/// A message with the name of its author, which is empty once the account is erased.
#[derive(Debug, Clone)]
pub(crate) struct WrittenMessage {
    pub(crate) row: MessageRow,
    pub(crate) author: String,
}

/// A file attached to a message, or waiting to be.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = conversation_attachments)]
pub(crate) struct AttachmentRow {
    pub(crate) id: SqlUuid,
    pub(crate) event_id: SqlUuid,
    pub(crate) message_id: Option<SqlUuid>,
    pub(crate) uploaded_by: SqlUuid,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) bytes: i64,
    pub(crate) uploaded_at: SqlTime,
}

impl AttachmentRow {
    pub(crate) fn id(&self) -> AttachmentId {
        self.id.into()
    }

    /// The attachment as it is shown.
    ///
    /// # Errors
    ///
    /// When the stored type is unknown.
    pub(crate) fn shown(self) -> anyhow::Result<ConversationAttachment> {
        let kind = AttachmentKind::parse(&self.kind)
            .with_context(|| format!("type of attachment {}", self.id.0))?;
        Ok(ConversationAttachment {
            id: self.id(),
            name: self.name,
            kind,
            bytes: u64::try_from(self.bytes).context("size of an attachment")?,
        })
    }
}

/// An internal note of the reviewers, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = review_notes)]
pub(crate) struct NoteRow {
    pub(crate) id: SqlUuid,
    pub(crate) event_id: SqlUuid,
    pub(crate) author_id: SqlUuid,
    pub(crate) text: String,
    pub(crate) written_at: SqlTime,
}

/// An internal note with the name of its author, which is empty once the account is erased.
#[derive(Debug, Clone)]
pub(crate) struct WrittenNote {
    pub(crate) row: NoteRow,
    pub(crate) author: String,
}

impl WrittenNote {
    pub(crate) fn shown(self) -> ReviewNote {
        ReviewNote {
            id: self.row.id.into(),
            author: Some(self.author).filter(|name| !name.is_empty()),
            text: self.row.text,
            written_at: self.row.written_at.0,
        }
    }
}

/// A request to an expert for an opinion, and the opinion once it is given.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = expert_opinions)]
pub(crate) struct OpinionRow {
    pub(crate) id: SqlUuid,
    pub(crate) event_id: SqlUuid,
    pub(crate) asked_by: SqlUuid,
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) email_key: String,
    pub(crate) question: String,
    pub(crate) hash: String,
    pub(crate) asked_at: SqlTime,
    pub(crate) expires_at: SqlTime,
    pub(crate) revoked_at: Option<SqlTime>,
    pub(crate) verdict: Option<String>,
    pub(crate) text: Option<String>,
    pub(crate) given_at: Option<SqlTime>,
}

impl OpinionRow {
    pub(crate) fn id(&self) -> OpinionId {
        self.id.into()
    }

    /// True while the link works.
    pub(crate) fn is_open(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at.0
    }

    /// The opinion; `None` until it is given.
    ///
    /// # Errors
    ///
    /// When the stored verdict is unknown.
    pub(crate) fn given(&self) -> anyhow::Result<Option<GivenOpinion>> {
        let (Some(verdict), Some(text), Some(at)) = (&self.verdict, &self.text, self.given_at)
        else {
            return Ok(None);
        };
        let verdict = OpinionVerdict::parse(verdict)
            .with_context(|| format!("verdict of opinion {}", self.id.0))?;
        Ok(Some(GivenOpinion {
            verdict,
            text: text.clone(),
            given_at: at.0,
        }))
    }

    /// The request and its opinion as reviewers see it.
    ///
    /// # Errors
    ///
    /// As [`Self::given`].
    pub(crate) fn shown(self) -> anyhow::Result<ExpertOpinion> {
        Ok(ExpertOpinion {
            id: self.id(),
            opinion: self.given()?,
            name: self.name,
            email: self.email,
            question: self.question,
            asked_at: self.asked_at.0,
            expires_at: self.expires_at.0,
            revoked_at: self.revoked_at.map(|at| at.0),
        })
    }
}
