//! The SQL of editions.

use super::rows::EditionRow;
use crate::db::Conn;
use crate::db::schema::editions;
use crate::db::types::SqlUuid;
use crate::error::ApiError;
use diesel::prelude::*;
use shared::edition::Edition;
use shared::id::EditionId;

/// An edition by its identifier.
pub(crate) fn find(conn: &mut Conn, id: EditionId) -> Result<Option<Edition>, ApiError> {
    let row = editions::table
        .find(SqlUuid::from(id))
        .select(EditionRow::as_select())
        .first(conn)
        .optional()?;
    let found = row.map(EditionRow::into_edition).transpose()?;
    Ok(found.map(|(_, edition)| edition))
}

/// An edition by its slug, be it public or not.
pub(crate) fn by_slug(
    conn: &mut Conn,
    slug: &str,
) -> Result<Option<(EditionId, Edition)>, ApiError> {
    let row = editions::table
        .filter(editions::slug.eq(slug))
        .select(EditionRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(EditionRow::into_edition).transpose()?)
}
