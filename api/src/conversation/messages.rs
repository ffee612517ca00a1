//! SQL of the messages, and of the number up to which each side has read them.

use super::rows::{ConversationRow, MessageRow, WrittenMessage};
use diesel::prelude::*;
use ground::db::schema::{accounts, conversation_messages, conversations};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use ground::on;
use shared::conversation::ConversationSide;
use shared::id::EventId;
use std::collections::{HashMap, HashSet};

/// Counters of a conversation; all zero when nobody has written yet.
pub(crate) fn standing(conn: &mut Conn, event: EventId) -> Result<ConversationRow, Error> {
    let found = conversations::table
        .find(SqlUuid::from(event))
        .select(ConversationRow::as_select())
        .first(conn)
        .optional()?;
    Ok(found.unwrap_or_else(|| ConversationRow::empty(event)))
}

/// The counters of a conversation, locked until the end of the transaction.
pub(crate) fn locked(conn: &mut Conn, event: EventId) -> Result<ConversationRow, Error> {
    let query = conversations::table.find(SqlUuid::from(event));
    let found = on!(
        conn, c =>
        query.select(ConversationRow::as_select()).for_update().first(c).optional()?,
        // The transaction holds the write lock.
        query.select(ConversationRow::as_select()).first(c).optional()?,
    );
    Ok(found.unwrap_or_else(|| ConversationRow::empty(event)))
}

/// Records that the letter to a side is being written; returns false when none was due.
pub(crate) fn take_letter(
    conn: &mut Conn,
    event: EventId,
    side: ConversationSide,
) -> Result<bool, Error> {
    let row = conversations::table.find(SqlUuid::from(event));
    let taken = match side {
        ConversationSide::Organiser => {
            diesel::update(row.filter(conversations::organiser_letter_at.is_not_null()))
                .set(conversations::organiser_letter_at.eq(None::<SqlTime>))
                .execute(conn)?
        }
        ConversationSide::Reviewers => {
            diesel::update(row.filter(conversations::reviewers_letter_at.is_not_null()))
                .set(conversations::reviewers_letter_at.eq(None::<SqlTime>))
                .execute(conn)?
        }
    };
    Ok(taken == 1)
}

/// Stores the counters. The caller holds the lock of the log, so that nobody else stores them at the same time.
pub(crate) fn put(conn: &mut Conn, row: &ConversationRow) -> Result<(), Error> {
    let changed = diesel::update(conversations::table.find(row.event()))
        .set(row)
        .execute(conn)?;
    if changed == 0 {
        diesel::insert_into(conversations::table)
            .values(row)
            .execute(conn)?;
    }
    Ok(())
}

pub(crate) fn insert(conn: &mut Conn, row: &MessageRow) -> Result<(), Error> {
    diesel::insert_into(conversation_messages::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// All messages on an event submission, oldest first.
pub(crate) fn of_event(conn: &mut Conn, event: EventId) -> Result<Vec<WrittenMessage>, Error> {
    let rows: Vec<(MessageRow, String)> = conversation_messages::table
        .inner_join(accounts::table)
        .filter(conversation_messages::event_id.eq(SqlUuid::from(event)))
        .order(conversation_messages::number)
        .select((MessageRow::as_select(), accounts::name))
        .load(conn)?;
    let written = |(row, author)| WrittenMessage { row, author };
    Ok(rows.into_iter().map(written).collect())
}

/// Number of messages of a side after the message with a number.
pub(crate) fn count_after(
    conn: &mut Conn,
    event: EventId,
    side: ConversationSide,
    number: i32,
) -> Result<i32, Error> {
    let found: i64 = conversation_messages::table
        .filter(conversation_messages::event_id.eq(SqlUuid::from(event)))
        .filter(conversation_messages::side.eq(side.as_str()))
        .filter(conversation_messages::number.gt(number))
        .count()
        .get_result(conn)?;
    Ok(i32::try_from(found).unwrap_or(i32::MAX))
}

/// The events among `ids` with a message of the organiser that no reviewer has read.
pub(crate) fn unread_by_reviewers(
    conn: &mut Conn,
    ids: &[EventId],
) -> Result<HashSet<EventId>, Error> {
    let unread = conversations::table
        .filter(conversations::event_id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .filter(conversations::reviewers_unread.gt(0))
        .select(conversations::event_id);
    let found: Vec<SqlUuid> = cached_list(ids.len(), unread).load(conn)?;
    Ok(found.into_iter().map(Into::into).collect())
}

/// Number of messages that nobody on the side of the organiser has read, of the events among `ids` that have some.
pub(crate) fn unread_by_organisers(
    conn: &mut Conn,
    ids: &[EventId],
) -> Result<HashMap<EventId, u32>, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid::from).collect();
    let found: Vec<(SqlUuid, i32)> = conversations::table
        .filter(conversations::event_id.eq_any(ids))
        .filter(conversations::organiser_unread.gt(0))
        .select((conversations::event_id, conversations::organiser_unread))
        .load(conn)?;
    let number = |(id, unread): (SqlUuid, i32)| (id.into(), u32::try_from(unread).unwrap_or(0));
    Ok(found.into_iter().map(number).collect())
}
