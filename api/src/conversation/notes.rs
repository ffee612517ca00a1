//! SQL of the internal notes.

use super::rows::{NoteRow, WrittenNote};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, review_notes};
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::id::EventId;

pub(crate) fn insert(conn: &mut Conn, row: &NoteRow) -> Result<(), Error> {
    diesel::insert_into(review_notes::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// All notes on an event submission, oldest first.
pub(crate) fn of_event(conn: &mut Conn, event: EventId) -> Result<Vec<WrittenNote>, Error> {
    let rows: Vec<(NoteRow, String)> = review_notes::table
        .inner_join(accounts::table)
        .filter(review_notes::event_id.eq(SqlUuid::from(event)))
        .order(review_notes::id)
        .select((NoteRow::as_select(), accounts::name))
        .load(conn)?;
    let written = |(row, author)| WrittenNote { row, author };
    Ok(rows.into_iter().map(written).collect())
}

/// Number of notes on an event submission.
pub(crate) fn count(conn: &mut Conn, event: EventId) -> Result<usize, Error> {
    let found: i64 = review_notes::table
        .filter(review_notes::event_id.eq(SqlUuid::from(event)))
        .count()
        .get_result(conn)?;
    Ok(usize::try_from(found).unwrap_or(usize::MAX))
}
