//! Columns of editions.

use crate::db::schema::editions;
use crate::db::types::{SqlJson, SqlUuid};
use anyhow::Context as _;
use diesel::prelude::*;
use shared::edition::Edition;
use shared::id::EditionId;

/// An edition; the columns that lists need follow from `data`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub(super) struct EditionRow {
    id: SqlUuid,
    data: SqlJson,
}

impl EditionRow {
    /// The edition of a row.
    pub(super) fn into_edition(self) -> anyhow::Result<(EditionId, Edition)> {
        let Self { id, data } = self;
        let edition = data.read().with_context(|| format!("edition {}", id.0))?;
        Ok((id.into(), edition))
    }
}
