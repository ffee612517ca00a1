//! SQL of reading links.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::reading_links;
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use shared::id::EventId;

/// A link; its secret is derived from `id`.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = reading_links)]
pub(super) struct LinkRow {
    pub(super) event_id: SqlUuid,
    pub(super) id: SqlUuid,
    pub(super) hash: String,
    pub(super) created_at: SqlTime,
}

/// The link of an event submission, if it has one.
pub(super) fn find(conn: &mut Conn, event: EventId) -> Result<Option<LinkRow>, Error> {
    Ok(reading_links::table
        .find(SqlUuid::from(event))
        .select(LinkRow::as_select())
        .first(conn)
        .optional()?)
}

/// The event submission that a secret with this hash opens.
pub(super) fn by_hash(conn: &mut Conn, hash: &str) -> Result<Option<EventId>, Error> {
    let found: Option<SqlUuid> = reading_links::table
        .filter(reading_links::hash.eq(hash))
        .select(reading_links::event_id)
        .first(conn)
        .optional()?;
    Ok(found.map(Into::into))
}

/// Stores a link in the place of the one before.
pub(super) fn put(conn: &mut Conn, row: &LinkRow) -> Result<(), Error> {
    delete(conn, row.event_id.into())?;
    diesel::insert_into(reading_links::table)
        .values(row)
        .execute(conn)?;
    Ok(())
}

/// Deletes the link of an event submission; returns false when it has none.
pub(in crate::events) fn delete(conn: &mut Conn, event: EventId) -> Result<bool, Error> {
    let deleted = diesel::delete(reading_links::table.find(SqlUuid::from(event))).execute(conn)?;
    Ok(deleted == 1)
}
