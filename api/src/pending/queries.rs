//! SQL of the pending decisions.

use super::rows::{Pending, PendingRow};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::pending_decisions;
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::id::EventId;

/// Finds the pending decision on an event.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn find(conn: &mut Conn, event: EventId) -> Result<Option<Pending>, Error> {
    let row: Option<PendingRow> = pending_decisions::table
        .find(SqlUuid::from(event))
        .select(PendingRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(PendingRow::into_pending).transpose()?)
}

/// Stores a pending decision; there is none on the event yet.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn insert(conn: &mut Conn, pending: &Pending) -> Result<(), Error> {
    diesel::insert_into(pending_decisions::table)
        .values(PendingRow::of(pending)?)
        .execute(conn)?;
    Ok(())
}

/// Removes the pending decision on an event. True when there was one, for a single one of concurrent callers.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn take(conn: &mut Conn, event: EventId) -> Result<bool, Error> {
    let removed =
        diesel::delete(pending_decisions::table.find(SqlUuid::from(event))).execute(conn)?;
    Ok(removed == 1)
}
