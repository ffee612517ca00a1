//! Reads and writes the table `editions`.

use super::rows::{EditionRow, NewEditionRow};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::editions;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use http::Slug;
use shared::edition::Edition;
use shared::id::EditionId;
use std::sync::Arc;

/// Finds an edition by its identifier.
pub(crate) fn find(conn: &mut Conn, id: EditionId) -> Result<Option<Arc<Edition>>, Error> {
    let row = editions::table
        .find(SqlUuid::from(id))
        .select(EditionRow::as_select())
        .first(conn)
        .optional()?;
    let found = row.map(EditionRow::into_edition).transpose()?;
    Ok(found.map(|(_, edition)| edition))
}

/// Finds an edition by its slug, public or not.
pub(crate) fn by_slug(
    conn: &mut Conn,
    slug: &Slug,
) -> Result<Option<(EditionId, Arc<Edition>)>, Error> {
    let row = editions::table
        .filter(editions::slug.eq(slug.as_str()))
        .select(EditionRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(EditionRow::into_edition).transpose()?)
}

/// All editions, public or not, latest week first.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<(EditionId, Arc<Edition>)>, Error> {
    let rows = editions::table.select(EditionRow::as_select()).load(conn)?;
    let mut found = rows
        .into_iter()
        .map(EditionRow::into_edition)
        .collect::<anyhow::Result<Vec<_>>>()?;
    found.sort_by(|(_, one), (_, other)| {
        (other.week.first(), &other.slug).cmp(&(one.week.first(), &one.slug))
    });
    Ok(found)
}

pub(super) fn insert(conn: &mut Conn, row: &NewEditionRow) -> QueryResult<()> {
    diesel::insert_into(editions::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Replaces the data of an edition, and returns its new version.
pub(super) fn update(
    conn: &mut Conn,
    id: EditionId,
    edition: &Edition,
    now: SqlTime,
) -> Result<i32, Error> {
    Ok(diesel::update(editions::table.find(SqlUuid::from(id)))
        .set((
            editions::status.eq(edition.status.as_str()),
            editions::version.eq(editions::version + 1),
            editions::data.eq(SqlJson::of(edition)?),
            editions::updated_at.eq(now),
        ))
        .returning(editions::version)
        .get_result(conn)?)
}
