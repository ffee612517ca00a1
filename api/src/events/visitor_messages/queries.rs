//! SQL of the messages of visitors.

use super::rows::MessageRow;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::visitor_messages;
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::event::MessageOutcome;
use shared::id::{EventId, VisitorMessageId};

/// The message that a request has stored before, by the key of the request.
pub(super) fn by_key(conn: &mut Conn, key: &str) -> Result<Option<MessageRow>, Error> {
    Ok(visitor_messages::table
        .filter(visitor_messages::request_key.eq(key))
        .select(MessageRow::as_select())
        .first(conn)
        .optional()?)
}

pub(super) fn insert(conn: &mut Conn, row: &MessageRow) -> Result<(), Error> {
    diesel::insert_into(visitor_messages::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// The newest messages about an event, newest first; `escalated` leaves out those that did not go to the referents.
pub(super) fn of_event(
    conn: &mut Conn,
    event: EventId,
    escalated: bool,
    limit: i64,
) -> Result<Vec<MessageRow>, Error> {
    let mut query = visitor_messages::table
        .filter(visitor_messages::event_id.eq(SqlUuid::from(event)))
        .order((
            visitor_messages::received_at.desc(),
            visitor_messages::id.desc(),
        ))
        .limit(limit)
        .select(MessageRow::as_select())
        .into_boxed();
    if escalated {
        query = query.filter(visitor_messages::escalated_at.is_not_null());
    }
    Ok(query.load(conn)?)
}

/// A message about an event, locked until the end of the transaction.
pub(super) fn find(
    conn: &mut Conn,
    event: EventId,
    id: VisitorMessageId,
) -> Result<Option<MessageRow>, Error> {
    let query = visitor_messages::table
        .find(SqlUuid::from(id))
        .filter(visitor_messages::event_id.eq(SqlUuid::from(event)));
    let found = on!(
        conn, c =>
        query.select(MessageRow::as_select()).for_update().first(c).optional()?,
        // The transaction holds the write lock.
        query.select(MessageRow::as_select()).first(c).optional()?,
    );
    Ok(found)
}

/// Settles a message; it no longer waits for the organiser.
pub(super) fn settle(
    conn: &mut Conn,
    id: VisitorMessageId,
    outcome: MessageOutcome,
) -> Result<(), Error> {
    diesel::update(visitor_messages::table.find(SqlUuid::from(id)))
        .set((
            visitor_messages::outcome.eq(Some(outcome.as_str())),
            visitor_messages::due_at.eq(None::<SqlTime>),
        ))
        .execute(conn)?;
    Ok(())
}

/// At most `limit` messages whose time has come, the oldest first.
pub(super) fn due(
    conn: &mut Conn,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<MessageRow>, Error> {
    Ok(visitor_messages::table
        .filter(visitor_messages::due_at.le(SqlTime::from(now)))
        .order((visitor_messages::due_at, visitor_messages::id))
        .limit(limit)
        .select(MessageRow::as_select())
        .load(conn)?)
}

/// Ends the wait of a message: it went to the referents at that time, or concerns nobody any more.
pub(super) fn end_wait(
    conn: &mut Conn,
    id: VisitorMessageId,
    escalated_at: Option<DateTime<Utc>>,
) -> Result<(), Error> {
    diesel::update(visitor_messages::table.find(SqlUuid::from(id)))
        .set((
            visitor_messages::due_at.eq(None::<SqlTime>),
            visitor_messages::escalated_at.eq(escalated_at.map(SqlTime::from)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Deletes the messages whose time of keeping is over.
pub(super) fn forget(conn: &mut Conn, now: DateTime<Utc>) -> Result<(), Error> {
    let old = visitor_messages::table.filter(visitor_messages::expires_at.le(SqlTime::from(now)));
    diesel::delete(old).execute(conn)?;
    Ok(())
}
