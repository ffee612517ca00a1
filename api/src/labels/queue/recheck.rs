//! Which labelled events have a proposed change that waits for a decision.

use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::events;
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::id::EventId;
use shared::label::LabelState;
use std::collections::HashSet;

/// The events among `ids` with a proposed change that waits for a decision: the review clock of a labelled event runs for a change
/// only.
pub(super) fn waiting(conn: &mut Conn, ids: &[EventId]) -> Result<HashSet<EventId>, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid::from).collect();
    let found: Vec<SqlUuid> = events::table
        .filter(events::id.eq_any(ids))
        .filter(events::state.eq(LabelState::Labelled.as_str()))
        .filter(events::due_at.is_not_null())
        .select(events::id)
        .load(conn)?;
    Ok(found.into_iter().map(|id| EventId(id.0)).collect())
}
