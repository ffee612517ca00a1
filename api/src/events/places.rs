//! SQL of the places and times by which likely duplicates are found.

use super::rows::{PlaceRow, ROWS_AT_ONCE};
use super::stored::StoredFile;
use diesel::prelude::*;
use ground::db::schema::event_places;
use ground::db::types::SqlUuid;
use ground::db::{Conn, cached};
use ground::error::Error;
use ground::on;

/// Stores where and when an event takes place, in place of what was stored before.
pub(super) fn store(conn: &mut Conn, file: &StoredFile) -> Result<(), Error> {
    let stored = event_places::table.find(SqlUuid::from(file.id));
    let Some(row) = PlaceRow::of(file) else {
        diesel::delete(stored).execute(conn)?;
        return Ok(());
    };
    let update = diesel::update(stored).set(row.clone());
    let replaced: Option<SqlUuid> = cached(update.returning(event_places::event_id))
        .get_result(conn)
        .optional()?;
    if replaced.is_none() {
        insert_row(conn, row)?;
    }
    Ok(())
}

/// Stores where and when a new event takes place.
pub(super) fn insert(conn: &mut Conn, file: &StoredFile) -> Result<(), Error> {
    match PlaceRow::of(file) {
        Some(row) => Ok(insert_row(conn, row)?),
        None => Ok(()),
    }
}

fn insert_row(conn: &mut Conn, row: PlaceRow) -> QueryResult<()> {
    diesel::insert_into(event_places::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Stores where and when new events take place.
pub(super) fn insert_all(conn: &mut Conn, files: &[StoredFile]) -> Result<(), Error> {
    let rows: Vec<PlaceRow> = files.iter().filter_map(PlaceRow::of).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        on!(conn, c => diesel::insert_into(event_places::table).values(rows).execute(c)?);
    }
    Ok(())
}
