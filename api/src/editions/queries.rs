//! The SQL of editions.

use super::rows::{EditionRow, NewEditionRow};
use crate::db::Conn;
use crate::db::schema::{editions, events};
use crate::db::types::{SqlJson, SqlTime, SqlUuid};
use crate::error::ApiError;
use diesel::dsl::count_star;
use diesel::prelude::*;
use shared::edition::{Edition, EditionStatus, EditionSummary};
use shared::id::EditionId;
use shared::label::LabelState;
use std::collections::HashMap;

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

/// All editions, the latest week first, public or not.
pub(crate) fn all(conn: &mut Conn) -> Result<Vec<(EditionId, Edition)>, ApiError> {
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

/// All editions that are shown, the latest week first.
pub(crate) fn public_summaries(conn: &mut Conn) -> Result<Vec<EditionSummary>, ApiError> {
    let labelled: HashMap<SqlUuid, i64> = events::table
        .filter(events::state.eq(LabelState::Labelled.as_str()))
        .group_by(events::edition_id)
        .select((events::edition_id, count_star()))
        .load(conn)?
        .into_iter()
        .collect();
    let summaries = all(conn)?
        .into_iter()
        .filter(|(_, edition)| edition.is_public())
        .map(|(id, edition)| {
            let count = labelled.get(&id.into()).copied().unwrap_or_default();
            summary(edition, u64::try_from(count).unwrap_or_default())
        })
        .collect();
    Ok(summaries)
}

fn summary(edition: Edition, labelled_events: u64) -> EditionSummary {
    EditionSummary {
        slug: edition.slug,
        name: edition.name,
        theme: edition.theme,
        status: edition.status,
        week: edition.week,
        window: edition.window,
        opens_at: edition.opens_at,
        deadline: edition.deadline,
        labelled_events,
    }
}

/// Slug of the edition that people mean when they name none: the one that takes filings or runs, else the latest.
pub(crate) fn current(conn: &mut Conn) -> Result<Option<String>, ApiError> {
    let shown: Vec<_> = all(conn)?
        .into_iter()
        .map(|(_, edition)| edition)
        .filter(Edition::is_public)
        .collect();
    let living = shown
        .iter()
        .find(|edition| matches!(edition.status, EditionStatus::Open | EditionStatus::Running));
    Ok(living
        .or_else(|| shown.first())
        .map(|edition| edition.slug.clone()))
}

pub(super) fn insert(conn: &mut Conn, row: &NewEditionRow) -> QueryResult<()> {
    diesel::insert_into(editions::table)
        .values(row)
        .execute(conn)
        .map(drop)
}

/// Replaces the data of an edition, and answers the new version.
pub(super) fn update(
    conn: &mut Conn,
    id: EditionId,
    edition: &Edition,
    now: SqlTime,
) -> Result<i32, ApiError> {
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
