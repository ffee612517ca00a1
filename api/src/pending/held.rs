//! SQL of the held decisions: those that wait for a coordinator.

use super::rows::{Pending, PendingRow};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{accounts, editions, events, pending_decisions};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use shared::id::{EditionId, EventId};
use shared::label::HeldCount;
use shared::place::{RegionCode, Territory};
use std::collections::{BTreeMap, HashSet};

/// Filter of the held decisions: all of its members apply together.
#[derive(Debug, Clone, Default)]
pub(crate) struct HeldScope {
    pub(crate) edition: Option<EditionId>,
    pub(crate) territory: Option<Territory>,
    /// Events that are left out.
    pub(crate) except: Vec<EventId>,
}

/// A held decision with what a list says about its event.
#[derive(Debug)]
pub(crate) struct ListedHeld {
    pub(crate) pending: Pending,
    pub(crate) file: HeldFileRow,
    /// Name of the person who took it.
    pub(crate) by: String,
}

/// The event of a held decision.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub(crate) struct HeldFileRow {
    pub(crate) title: String,
    pub(crate) department: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) first_begin: Option<SqlTime>,
    #[diesel(select_expression = editions::slug)]
    pub(crate) edition: String,
}

/// Applies the filters of a scope to a boxed query on held decisions and their events.
macro_rules! within {
    ($query:expr, $scope:expr) => {{
        let mut query = $query.filter(pending_decisions::held.eq(1)).into_boxed();
        if let Some(edition) = $scope.edition {
            query = query.filter(events::edition_id.eq(SqlUuid::from(edition)));
        }
        match &$scope.territory {
            None | Some(Territory::National) => {}
            Some(Territory::Region(code)) => {
                query = query.filter(events::region.eq(code.as_str().to_owned()));
            }
            Some(Territory::Department(code)) => {
                query = query.filter(events::department.eq(code.as_str().to_owned()));
            }
        }
        if !$scope.except.is_empty() {
            let except = $scope.except.iter().copied().map(SqlUuid::from);
            query = query.filter(pending_decisions::event_id.ne_all(except));
        }
        query
    }};
}

/// The events among `ids` whose decision is held.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn held_among(conn: &mut Conn, ids: &[EventId]) -> Result<HashSet<EventId>, Error> {
    let held = pending_decisions::table
        .filter(pending_decisions::event_id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .filter(pending_decisions::held.eq(1))
        .select(pending_decisions::event_id);
    let found: Vec<SqlUuid> = cached_list(ids.len(), held).load(conn)?;
    Ok(found.into_iter().map(EventId::from).collect())
}

/// The events of a scope whose decision is held, at most `limit`.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn held_in(
    conn: &mut Conn,
    scope: &HeldScope,
    limit: i64,
) -> Result<Vec<EventId>, Error> {
    let found: Vec<SqlUuid> = within!(pending_decisions::table.inner_join(events::table), scope)
        .order((pending_decisions::decided_at, pending_decisions::event_id))
        .limit(limit)
        .select(pending_decisions::event_id)
        .load(conn)?;
    Ok(found.into_iter().map(EventId::from).collect())
}

/// Number of held decisions of a scope, by region; without a region last.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn tally_held(conn: &mut Conn, scope: &HeldScope) -> Result<Vec<HeldCount>, Error> {
    let regions: Vec<Option<String>> =
        within!(pending_decisions::table.inner_join(events::table), scope)
            .select(events::region)
            .load(conn)?;
    let mut counts: BTreeMap<(bool, Option<String>), u64> = BTreeMap::new();
    for region in regions {
        *counts.entry((region.is_none(), region)).or_default() += 1;
    }
    Ok(counts
        .into_iter()
        .map(|((_, region), count)| HeldCount {
            region: region.and_then(|code| RegionCode::parse(&code).ok()),
            count,
        })
        .collect())
}

/// Held decisions of a scope in the order in which they were taken, after the given one.
///
/// # Errors
///
/// When the database fails, or a row cannot be read.
pub(crate) fn list_held(
    conn: &mut Conn,
    scope: &HeldScope,
    after: Option<(DateTime<Utc>, EventId)>,
    limit: i64,
) -> Result<Vec<ListedHeld>, Error> {
    let joined = pending_decisions::table
        .inner_join(events::table.inner_join(editions::table))
        .inner_join(accounts::table);
    let mut query = within!(joined, scope);
    if let Some((at, id)) = after {
        let (at, id) = (SqlTime::from(at), SqlUuid::from(id));
        query = query.filter(
            pending_decisions::decided_at
                .gt(at)
                .or(pending_decisions::decided_at
                    .eq(at)
                    .and(pending_decisions::event_id.gt(id))),
        );
    }
    let rows: Vec<(PendingRow, HeldFileRow, String)> = query
        .order((pending_decisions::decided_at, pending_decisions::event_id))
        .limit(limit)
        .select((
            PendingRow::as_select(),
            HeldFileRow::as_select(),
            accounts::name,
        ))
        .load(conn)?;
    let listed = rows.into_iter().map(|(row, file, by)| {
        let pending = row.into_pending()?;
        Ok(ListedHeld { pending, file, by })
    });
    Ok(listed.collect::<anyhow::Result<_>>()?)
}
