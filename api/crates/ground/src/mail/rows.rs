//! Row type of the outbox, and its conversion to [`Mail`].

use super::MARK;
use crate::db::schema::mails;
use crate::db::types::{SqlTime, SqlUuid};
use diesel::prelude::*;
use shared::mail::{Mail, MailSummary};

#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = mails, treat_none_as_default_value = false)]
pub(super) struct MailRow {
    pub(super) id: SqlUuid,
    pub(super) recipient: String,
    pub(super) subject: String,
    pub(super) body_text: String,
    pub(super) body_html: Option<String>,
    pub(super) created_at: SqlTime,
    pub(super) due_at: Option<SqlTime>,
    pub(super) sent_at: Option<SqlTime>,
    pub(super) attempts: i32,
    pub(super) last_error: Option<String>,
    pub(super) unsubscribe: Option<String>,
    pub(super) reply_to: Option<String>,
    pub(super) expires_at: Option<SqlTime>,
    pub(super) renewed_at: Option<SqlTime>,
    pub(super) held_at: Option<SqlTime>,
    pub(super) returned_at: Option<SqlTime>,
}

impl MailRow {
    /// True when only its recipient has what it says, so that using it proves the address: a link or a code that is needed to go
    /// on.
    pub(super) fn proves_the_address(&self) -> bool {
        self.unsubscribe.is_none() && self.body_text.contains(MARK)
    }
}

impl From<MailRow> for Mail {
    fn from(row: MailRow) -> Self {
        let MailRow {
            id,
            recipient,
            subject,
            body_text,
            body_html,
            created_at,
            due_at: _,
            sent_at,
            attempts,
            last_error,
            unsubscribe,
            reply_to,
            expires_at: _,
            renewed_at: _,
            held_at,
            returned_at,
        } = row;
        Self {
            summary: MailSummary {
                id: id.into(),
                recipient,
                subject,
                created_at: created_at.0,
                sent_at: sent_at.map(|at| at.0),
                attempts: u32::try_from(attempts).unwrap_or_default(),
                last_error,
                held_at: held_at.map(|at| at.0),
                returned_at: returned_at.map(|at| at.0),
            },
            body_text,
            body_html,
            unsubscribe,
            reply_to,
        }
    }
}
