//! SQL of the review queue, and of the recipients of e-mails.

use super::reach::Reach;
use super::rows::QueueRow;
use chrono::{DateTime, Utc};
use diesel::dsl::{InnerJoin, IntoBoxed};
use diesel::prelude::*;
use ground::db::schema::{accounts, editions, events};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, MultiBackend};
use ground::error::Error;
use http::Slug;
use serde::{Deserialize, Serialize};
use shared::id::{AccountId, EventId};
use shared::label::{LabelState, QueueItem};
use shared::place::Territory;

/// What the queue lists of labelled events with a change that waits for its check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rechecks {
    /// What their state says.
    AsTheirState,
    /// All of them, besides what the states say.
    Too,
    /// Nothing else.
    Only,
    /// None of them.
    Never,
}

/// Filter of the review queue.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) reach: Reach,
    pub(super) states: Vec<LabelState>,
    pub(super) rechecks: Rechecks,
    pub(super) edition: Option<Slug>,
    pub(super) overdue: Option<bool>,
    pub(super) now: DateTime<Utc>,
}

/// Sort key of the last item on a page of the queue.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(super) struct Position {
    due_at: Option<DateTime<Utc>>,
    id: EventId,
}

impl Position {
    pub(super) fn of(item: &QueueItem) -> Self {
        Self {
            due_at: item.due_at,
            id: item.id,
        }
    }
}

type Selected<'a> = IntoBoxed<'a, InnerJoin<events::table, editions::table>, MultiBackend>;

impl Wanted {
    fn select(&self) -> Selected<'_> {
        let states = events::state.eq_any(self.states.iter().map(|state| state.as_str()));
        // The clock of a labelled event runs for a change only.
        let labelled = LabelState::Labelled.as_str();
        let recheck = events::state.eq(labelled).and(events::due_at.is_not_null());
        let settled = events::state.ne(labelled).or(events::due_at.is_null());
        let all = events::table.inner_join(editions::table).into_boxed();
        let mut wanted = match self.rechecks {
            Rechecks::AsTheirState => all.filter(states),
            Rechecks::Too => all.filter(states.or(recheck)),
            Rechecks::Only => all.filter(recheck),
            Rechecks::Never => all.filter(states).filter(settled),
        };
        if let Reach::Within(territories) = &self.reach {
            let (mut departments, mut regions) = (Vec::new(), Vec::new());
            for territory in territories {
                match territory {
                    Territory::Department(code) => departments.push(code.to_string()),
                    Territory::Region(code) => regions.push(code.to_string()),
                    // `Reach::Everywhere` stands for the whole country.
                    Territory::National => {}
                }
            }
            wanted = wanted.filter(
                events::department
                    .eq_any(departments)
                    .or(events::region.eq_any(regions)),
            );
        }
        if let Some(slug) = &self.edition {
            wanted = wanted.filter(editions::slug.eq(slug.as_str()));
        }
        let now = SqlTime::from(self.now);
        match self.overdue {
            Some(true) => wanted = wanted.filter(events::due_at.lt(now)),
            Some(false) => {
                wanted = wanted.filter(events::due_at.is_null().or(events::due_at.ge(now)));
            }
            None => {}
        }
        wanted
    }
}

/// A page of the queue, by review deadline, then by id; submissions without a running review clock come last.
///
/// # Errors
///
/// When the database fails.
pub(super) fn page(
    conn: &mut Conn,
    wanted: &Wanted,
    after: Option<Position>,
    limit: i64,
) -> Result<Vec<QueueItem>, Error> {
    let mut page = wanted.select();
    if let Some(Position { due_at, id }) = after {
        let id = SqlUuid::from(id);
        page = match due_at.map(SqlTime::from) {
            Some(due) => page.filter(
                events::due_at
                    .gt(due)
                    .or(events::due_at.eq(due).and(events::id.gt(id)))
                    .or(events::due_at.is_null()),
            ),
            None => page.filter(events::due_at.is_null().and(events::id.gt(id))),
        };
    }
    let rows = page
        .order((events::due_at.is_null(), events::due_at, events::id))
        .limit(limit)
        .select(QueueRow::as_select())
        .load(conn)?;
    let items = rows
        .into_iter()
        .map(|row| row.into_item(wanted.now))
        .collect::<anyhow::Result<_>>()?;
    Ok(items)
}

/// Number of matching event submissions.
///
/// # Errors
///
/// When the database fails.
pub(super) fn count(conn: &mut Conn, wanted: &Wanted) -> Result<u64, Error> {
    let count: i64 = wanted.select().count().get_result(conn)?;
    Ok(u64::try_from(count).unwrap_or_default())
}

/// Owner of an event, as recipient of e-mails.
#[derive(Debug)]
pub(super) struct Owner {
    pub(super) name: String,
    pub(super) email: String,
}

/// Finds the owner of an event, even if the account is disabled; `None` when the person deleted it.
///
/// # Errors
///
/// When the database fails.
pub(super) fn owner(conn: &mut Conn, id: AccountId) -> Result<Option<Owner>, Error> {
    let found: Option<(String, String)> = accounts::table
        .find(SqlUuid::from(id))
        .filter(accounts::erased_at.is_null())
        .select((accounts::name, accounts::email))
        .first(conn)
        .optional()?;
    Ok(found.map(|(name, email)| Owner { name, email }))
}
