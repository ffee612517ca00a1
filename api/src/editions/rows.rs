//! Row types of the table `editions`.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::editions;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::edition::Edition;
use shared::id::EditionId;

/// An edition as read; the other columns derive from `data`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub(super) struct EditionRow {
    id: SqlUuid,
    data: SqlJson,
}

/// An edition to insert.
#[derive(Debug, Insertable)]
#[diesel(table_name = editions)]
pub(super) struct NewEditionRow {
    pub(super) id: SqlUuid,
    pub(super) slug: String,
    pub(super) status: String,
    pub(super) version: i32,
    pub(super) data: SqlJson,
    pub(super) created_at: SqlTime,
    pub(super) updated_at: SqlTime,
}

impl EditionRow {
    pub(super) fn into_edition(self) -> anyhow::Result<(EditionId, Edition)> {
        let Self { id, data } = self;
        let edition = data.read().with_context(|| format!("edition {}", id.0))?;
        Ok((id.into(), edition))
    }
}
