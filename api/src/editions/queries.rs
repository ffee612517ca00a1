//! Reads and writes the table `editions`.

pub(crate) use super::rows::EditionRow;

use super::rows::NewEditionRow;
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

/// As [`by_slug`], with the number of its version.
pub(crate) fn versioned(
    conn: &mut Conn,
    slug: &Slug,
) -> Result<Option<(EditionId, i32, Arc<Edition>)>, Error> {
    let row: Option<(EditionRow, i32)> = editions::table
        .filter(editions::slug.eq(slug.as_str()))
        .select((EditionRow::as_select(), editions::version))
        .first(conn)
        .optional()?;
    let Some((row, version)) = row else {
        return Ok(None);
    };
    let (id, edition) = row.into_edition()?;
    Ok(Some((id, version, edition)))
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

/// Replaces the data of a version of an edition, and returns the number of the new one; `None` when another version is stored.
pub(super) fn update(
    conn: &mut Conn,
    (id, version): (EditionId, i32),
    edition: &Edition,
    now: SqlTime,
) -> Result<Option<i32>, Error> {
    let read = editions::table
        .find(SqlUuid::from(id))
        .filter(editions::version.eq(version));
    Ok(diesel::update(read)
        .set((
            editions::status.eq(edition.status.as_str()),
            editions::version.eq(version + 1),
            editions::data.eq(SqlJson::of(edition)?),
            editions::updated_at.eq(now),
        ))
        .returning(editions::version)
        .get_result(conn)
        .optional()?)
}
