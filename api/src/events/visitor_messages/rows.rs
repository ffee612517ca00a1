//! Columns of `visitor_messages`.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::visitor_messages;
use ground::db::types::{SqlTime, SqlUuid};
use shared::event::{MessageOutcome, MessageSubject, VisitorMessage};
use shared::id::VisitorMessageId;

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = visitor_messages)]
pub(super) struct MessageRow {
    pub(super) id: SqlUuid,
    pub(super) event_id: SqlUuid,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) email: Option<String>,
    pub(super) request_key: String,
    pub(super) request_hash: String,
    pub(super) received_at: SqlTime,
    pub(super) due_at: Option<SqlTime>,
    pub(super) escalated_at: Option<SqlTime>,
    pub(super) outcome: Option<String>,
    pub(super) expires_at: SqlTime,
}

impl MessageRow {
    pub(super) fn id(&self) -> VisitorMessageId {
        self.id.into()
    }

    /// Subject of the message.
    ///
    /// # Errors
    ///
    /// When the stored value is unknown.
    pub(super) fn subject(&self) -> anyhow::Result<MessageSubject> {
        MessageSubject::parse(&self.subject)
            .with_context(|| format!("subject `{}` of a message", self.subject))
    }

    /// Outcome of the message; `None` until it is settled.
    ///
    /// # Errors
    ///
    /// When the stored value is unknown.
    pub(super) fn outcome(&self) -> anyhow::Result<Option<MessageOutcome>> {
        let read = |outcome: &String| {
            MessageOutcome::parse(outcome)
                .with_context(|| format!("outcome `{outcome}` of a message"))
        };
        self.outcome.as_ref().map(read).transpose()
    }

    /// The message as it is shown; the address of the visitor only `with_address`.
    ///
    /// # Errors
    ///
    /// When a stored value is unknown.
    pub(super) fn shown(self, with_address: bool) -> anyhow::Result<VisitorMessage> {
        Ok(VisitorMessage {
            id: self.id(),
            subject: self.subject()?,
            outcome: self.outcome()?,
            text: self.text,
            email: self.email.filter(|_| with_address),
            received_at: self.received_at.0,
            escalated_at: self.escalated_at.map(|at| at.0),
            expires_at: self.expires_at.0,
        })
    }
}
