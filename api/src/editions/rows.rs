//! Row types of the table `editions`.

use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::editions;
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use shared::edition::Edition;
use shared::id::EditionId;
use std::collections::VecDeque;
use std::sync::{Arc, PoisonError, RwLock};

/// An edition as read; the other columns derive from `data`.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = editions)]
pub(crate) struct EditionRow {
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
    pub(crate) fn into_edition(self) -> anyhow::Result<(EditionId, Arc<Edition>)> {
        let Self { id, data } = self;
        let edition = parsed(&data).with_context(|| format!("edition {}", id.0))?;
        Ok((id.into(), edition))
    }
}

/// Editions that [`parsed`] remembers.
const REMEMBERED: usize = 8;

/// The edition of a document. Nearly every request needs one and they seldom change, so the last ones are remembered, by
/// their text.
fn parsed(data: &SqlJson) -> serde_json::Result<Arc<Edition>> {
    static PARSED: RwLock<VecDeque<(SqlJson, Arc<Edition>)>> = RwLock::new(VecDeque::new());
    let known = PARSED.read().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, edition)) = known.iter().find(|(text, _)| text == data) {
        return Ok(Arc::clone(edition));
    }
    drop(known);
    let edition: Arc<Edition> = Arc::new(data.read()?);
    let mut known = PARSED.write().unwrap_or_else(PoisonError::into_inner);
    known.push_front((data.clone(), Arc::clone(&edition)));
    known.truncate(REMEMBERED);
    Ok(edition)
}
