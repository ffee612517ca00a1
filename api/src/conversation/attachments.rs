//! SQL of the attachments.

use super::rows::AttachmentRow;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::conversation_attachments;
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use http::Services;
use shared::id::{AccountId, AttachmentId, ConversationMessageId, EventId};
use std::collections::HashSet;

pub(crate) fn insert(conn: &mut Conn, row: &AttachmentRow) -> Result<(), Error> {
    diesel::insert_into(conversation_attachments::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// An attachment on an event submission, sent or not.
pub(crate) fn find(
    conn: &mut Conn,
    event: EventId,
    id: AttachmentId,
) -> Result<Option<AttachmentRow>, Error> {
    Ok(conversation_attachments::table
        .find(SqlUuid::from(id))
        .filter(conversation_attachments::event_id.eq(SqlUuid::from(event)))
        .select(AttachmentRow::as_select())
        .first(conn)
        .optional()?)
}

/// The attachments of all messages on an event submission, in the order in which they were uploaded.
pub(crate) fn sent(conn: &mut Conn, event: EventId) -> Result<Vec<AttachmentRow>, Error> {
    Ok(conversation_attachments::table
        .filter(conversation_attachments::event_id.eq(SqlUuid::from(event)))
        .filter(conversation_attachments::message_id.is_not_null())
        .order(conversation_attachments::id)
        .select(AttachmentRow::as_select())
        .load(conn)?)
}

/// Number and total size in bytes of the attachments on an event submission, sent or not.
pub(crate) fn held(conn: &mut Conn, event: EventId) -> Result<(usize, u64), Error> {
    let sizes: Vec<i64> = conversation_attachments::table
        .filter(conversation_attachments::event_id.eq(SqlUuid::from(event)))
        .select(conversation_attachments::bytes)
        .load(conn)?;
    let bytes = sizes.iter().filter_map(|size| u64::try_from(*size).ok());
    Ok((sizes.len(), bytes.sum()))
}

/// Attaches files to a message; returns how many of them its author had uploaded to this event submission and not sent yet.
pub(crate) fn give(
    conn: &mut Conn,
    event: EventId,
    author: AccountId,
    message: ConversationMessageId,
    ids: &[AttachmentId],
) -> Result<usize, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid::from).collect();
    let waiting = conversation_attachments::table
        .filter(conversation_attachments::id.eq_any(ids))
        .filter(conversation_attachments::event_id.eq(SqlUuid::from(event)))
        .filter(conversation_attachments::uploaded_by.eq(SqlUuid::from(author)))
        .filter(conversation_attachments::message_id.is_null());
    Ok(diesel::update(waiting)
        .set(conversation_attachments::message_id.eq(Some(SqlUuid::from(message))))
        .execute(conn)?)
}

/// Deletes an attachment that was never sent.
pub(crate) fn withdraw(conn: &mut Conn, id: AttachmentId) -> Result<(), Error> {
    let unsent = conversation_attachments::table
        .find(SqlUuid::from(id))
        .filter(conversation_attachments::message_id.is_null());
    diesel::delete(unsent).execute(conn)?;
    Ok(())
}

/// Deletes the attachments that were uploaded before that time and never sent, and returns the identifiers of the others.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn in_use(
    services: &Services,
    before: DateTime<Utc>,
) -> Result<HashSet<AttachmentId>, Error> {
    services.db.write_now(|conn| forget_unsent(conn, before))?;
    services.db.read_now(all)
}

/// Deletes the attachments that were uploaded before that time and never sent.
fn forget_unsent(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, Error> {
    let unsent = conversation_attachments::table
        .filter(conversation_attachments::message_id.is_null())
        .filter(conversation_attachments::uploaded_at.lt(SqlTime::from(before)));
    Ok(diesel::delete(unsent).execute(conn)?)
}

/// Identifiers of all stored attachments.
fn all(conn: &mut Conn) -> Result<HashSet<AttachmentId>, Error> {
    let ids: Vec<SqlUuid> = conversation_attachments::table
        .select(conversation_attachments::id)
        .load(conn)?;
    Ok(ids.into_iter().map(Into::into).collect())
}
