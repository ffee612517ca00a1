//! SQL of the changes of labelled events.

use super::rows::{ChangeDecisionRow, ChangeRow};
use super::stored::StoredChange;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{change_decisions, event_changes};
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::on;
use shared::id::EventId;
use shared::problem::Code;

pub(super) fn find(conn: &mut Conn, event: EventId) -> Result<StoredChange, Error> {
    let row = event_changes::table
        .find(SqlUuid::from(event))
        .select(ChangeRow::as_select())
        .first(conn)
        .optional()?;
    match row {
        Some(row) => Ok(row.into_change()?),
        None => Ok(StoredChange::none(event)),
    }
}

/// As [`find`]; nobody else writes the change until the caller's transaction ends. The caller has locked the log.
pub(super) fn find_locked(conn: &mut Conn, event: EventId) -> Result<StoredChange, Error> {
    let own = event_changes::table.find(SqlUuid::from(event));
    let _locked: Vec<SqlUuid> = on!(
        conn, c =>
        own.select(event_changes::event_id).for_update().load(c)?,
        // The transaction holds the write lock.
        own.select(event_changes::event_id).load(c)?,
    );
    find(conn, event)
}

/// Stores a change as the version that follows the one that was read, and returns it.
///
/// # Errors
///
/// `precondition_failed` when the stored version is another one.
pub(super) fn store(
    conn: &mut Conn,
    mut change: StoredChange,
    now: DateTime<Utc>,
) -> Result<StoredChange, Error> {
    let read = change.version;
    change.version += 1;
    let row = ChangeRow::of(&change, now)?;
    let stored = if read == 0 {
        on!(conn, c => diesel::insert_into(event_changes::table)
            .values(&row)
            .on_conflict_do_nothing()
            .execute(c)?)
    } else {
        diesel::update(
            event_changes::table
                .find(SqlUuid::from(change.event))
                .filter(event_changes::version.eq(read)),
        )
        .set(&row)
        .execute(conn)?
    };
    if stored == 1 {
        Ok(change)
    } else {
        Err(Error::rejected(Code::PreconditionFailed))
    }
}

/// Stores a decision on a change.
pub(super) fn insert_decision(conn: &mut Conn, row: ChangeDecisionRow) -> Result<(), Error> {
    diesel::insert_into(change_decisions::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}
