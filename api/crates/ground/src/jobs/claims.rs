//! SQL of the workers: claims, leases, and the state of a claimed job.
//!
//! A worker writes to a running job only through [`held`]: it must present the token of its claim, before the lease
//! has expired.

use super::rows::ClaimedRow;
use super::{JobId, Progress, State};
use crate::db::Conn;
use crate::db::schema::jobs;
use crate::db::types::{DbTstz, SqlTime, SqlUuid};
use crate::error::Error;
use crate::on;
use chrono::{DateTime, Utc};
use diesel::dsl::{And, Eq, EqAny, Gt};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::{Nullable, Text};
use std::collections::HashSet;

/// Error of a job whose attempts all ended without a report from their worker.
const NEVER_REPORTED: &str = "no attempt was answered by its worker";

/// Parameters of a claim.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim<'a> {
    pub(super) kind: &'a str,
    /// Maximum number of jobs to claim.
    pub(super) limit: i64,
    /// Maximum number of attempts at a job.
    pub(super) attempts: u32,
    /// Token of the claim, new each time.
    pub(super) lease: SqlUuid,
    pub(super) now: DateTime<Utc>,
    /// Time at which the lease expires.
    pub(super) until: DateTime<Utc>,
}

/// Result of a claim.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    /// Jobs that the claimant now works on.
    pub(super) jobs: Vec<ClaimedRow>,
    /// Jobs that had no attempt left and are dead now.
    pub(super) died: Vec<JobId>,
}

impl Claimed {
    /// True when no job was due.
    pub(super) fn is_empty(&self) -> bool {
        self.jobs.is_empty() && self.died.is_empty()
    }
}

/// Claims jobs that are due: waiting ones, and those whose lease has expired.
///
/// On PostgreSQL a row that another instance is claiming is skipped; on SQLite the transaction has the write lock.
/// Jobs that were tried before are claimed one at a time: one that crashes its process does not take others with
/// it.
pub(super) fn claim(conn: &mut Conn, claim: &Claim<'_>) -> Result<Claimed, Error> {
    let due = jobs::table
        .filter(jobs::kind.eq(claim.kind))
        .filter(jobs::due_at.le(SqlTime::from(claim.now)))
        .order((jobs::due_at, jobs::id))
        .limit(claim.limit)
        .select((jobs::id, jobs::attempts));
    let found: Vec<(SqlUuid, i32)> = on!(&mut *conn, c =>
        due.for_update().skip_locked().load(c),
        due.load(c)
    )?;
    let used_up = i32::try_from(claim.attempts).unwrap_or(i32::MAX);
    let ids: Vec<SqlUuid> = match found.first() {
        None => return Ok(Claimed::default()),
        Some((id, attempts)) if *attempts >= used_up => {
            give_up(conn, *id, claim.now)?;
            return Ok(Claimed {
                jobs: Vec::new(),
                died: vec![(*id).into()],
            });
        }
        Some((id, 1..)) => vec![*id],
        Some(_) => found
            .iter()
            .take_while(|(_, attempts)| *attempts == 0)
            .map(|(id, _)| *id)
            .collect(),
    };
    let mut jobs: Vec<ClaimedRow> = on!(conn, c => diesel::update(jobs::table.filter(jobs::id.eq_any(ids)))
        .set((
            jobs::state.eq(State::Running.as_str()),
            jobs::lease.eq(Some(claim.lease)),
            jobs::due_at.eq(Some(SqlTime::from(claim.until))),
            jobs::attempts.eq(jobs::attempts + 1),
        ))
        .returning(ClaimedRow::as_returning())
        .get_results(c))?;
    jobs.sort_unstable_by_key(|job| job.id);
    Ok(Claimed {
        jobs,
        died: Vec::new(),
    })
}

fn give_up(conn: &mut Conn, id: SqlUuid, now: DateTime<Utc>) -> QueryResult<()> {
    let last_error: Option<String> = jobs::table.find(id).select(jobs::last_error).first(conn)?;
    diesel::update(jobs::table.find(id))
        .set((
            jobs::state.eq(State::Dead.as_str()),
            jobs::lease.eq(None::<SqlUuid>),
            jobs::due_at.eq(None::<SqlTime>),
            jobs::key.eq(None::<String>),
            jobs::ended_at.eq(Some(SqlTime::from(now))),
            jobs::last_error.eq(Some(
                last_error.unwrap_or_else(|| NEVER_REPORTED.to_owned()),
            )),
        ))
        .execute(conn)?;
    Ok(())
}

type Held = And<
    And<EqAny<jobs::id, Vec<SqlUuid>>, Eq<jobs::lease, Option<SqlUuid>>>,
    Gt<jobs::due_at, Option<SqlTime>>,
>;

/// Condition for the jobs whose lease the worker still has: claimed with its token, and not expired.
fn held(ids: &[SqlUuid], lease: SqlUuid, now: DateTime<Utc>) -> Held {
    jobs::id
        .eq_any(ids.to_vec())
        .and(jobs::lease.eq(Some(lease)))
        .and(jobs::due_at.gt(Some(SqlTime::from(now))))
}

/// Completes jobs; returns those whose lease the worker still had. Their rows stay locked until the transaction
/// ends.
pub(super) fn complete(
    conn: &mut Conn,
    ids: &[SqlUuid],
    lease: SqlUuid,
    now: DateTime<Utc>,
    keep: bool,
) -> QueryResult<HashSet<SqlUuid>> {
    let held = jobs::table.filter(held(ids, lease, now));
    let completed: Vec<SqlUuid> = if keep {
        on!(conn, c => diesel::update(held)
            .set((
                jobs::state.eq(State::Done.as_str()),
                jobs::lease.eq(None::<SqlUuid>),
                jobs::due_at.eq(None::<SqlTime>),
                jobs::key.eq(None::<String>),
                jobs::ended_at.eq(Some(SqlTime::from(now))),
            ))
            .returning(jobs::id)
            .get_results(c))?
    } else {
        on!(conn, c => diesel::delete(held).returning(jobs::id).get_results(c))?
    };
    Ok(completed.into_iter().collect())
}

/// Records a failed attempt: the job waits until `next`, or is dead without one. Returns false if the lease was
/// lost.
pub(super) fn fail(
    conn: &mut Conn,
    id: SqlUuid,
    lease: SqlUuid,
    now: DateTime<Utc>,
    error: &str,
    next: Option<DateTime<Utc>>,
) -> QueryResult<bool> {
    let held = jobs::table.filter(held(&[id], lease, now));
    let state = if next.is_some() {
        State::Waiting
    } else {
        State::Dead
    };
    let failed = on!(&mut *conn, c => diesel::update(held)
        .set((
            jobs::state.eq(state.as_str()),
            jobs::lease.eq(None::<SqlUuid>),
            jobs::due_at.eq(next.map(SqlTime::from)),
            jobs::last_error.eq(Some(error)),
            jobs::ended_at.eq(next.is_none().then_some(SqlTime::from(now))),
        ))
        .execute(c))?;
    if failed == 1 && next.is_none() {
        // A dead job does not block a new one with its key.
        diesel::update(jobs::table.find(id))
            .set(jobs::key.eq(None::<String>))
            .execute(conn)?;
    }
    Ok(failed == 1)
}

/// Extends a lease; returns the number of jobs that the worker still had.
pub(super) fn renew(
    conn: &mut Conn,
    ids: &[SqlUuid],
    lease: SqlUuid,
    now: DateTime<Utc>,
    until: DateTime<Utc>,
) -> QueryResult<usize> {
    let held = jobs::table.filter(held(ids, lease, now));
    on!(conn, c => diesel::update(held)
        .set(jobs::due_at.eq(Some(SqlTime::from(until))))
        .execute(c))
}

/// Releases jobs that were not begun or were interrupted: they are due at once, and the attempt does not count.
pub(super) fn release(
    conn: &mut Conn,
    ids: &[SqlUuid],
    lease: SqlUuid,
    now: DateTime<Utc>,
) -> QueryResult<usize> {
    let held = jobs::table.filter(held(ids, lease, now));
    on!(conn, c => diesel::update(held)
        .set((
            jobs::state.eq(State::Waiting.as_str()),
            jobs::lease.eq(None::<SqlUuid>),
            jobs::due_at.eq(Some(SqlTime::from(now))),
            jobs::attempts.eq(jobs::attempts - 1),
        ))
        .execute(c))
}

/// Stores the progress of a job; returns false if the lease was lost.
pub(super) fn set_progress(
    conn: &mut Conn,
    id: SqlUuid,
    lease: SqlUuid,
    now: DateTime<Utc>,
    progress: &Progress,
) -> QueryResult<bool> {
    let column = |count: u64| Some(i64::try_from(count).unwrap_or(i64::MAX));
    let held = jobs::table.filter(held(&[id], lease, now));
    let stored = on!(conn, c => diesel::update(held)
        .set((
            jobs::progress_done.eq(column(progress.done)),
            jobs::progress_total.eq(column(progress.total)),
            jobs::progress_text.eq(Some(&progress.text)),
        ))
        .execute(c))?;
    Ok(stored == 1)
}

/// Time at which the next job of a kind is due.
#[derive(Debug, QueryableByName)]
pub(super) struct Due {
    #[diesel(sql_type = Text)]
    pub(super) kind: String,
    #[diesel(sql_type = Nullable<DbTstz>)]
    pub(super) due_at: Option<SqlTime>,
}

/// SQL of [`next_due`]: one index look-up for each kind, however many jobs wait.
pub(super) fn next_due_sql<'a>(kinds: impl Iterator<Item = &'a str>) -> String {
    let each: Vec<_> = kinds
        .map(|kind| {
            format!(
                "SELECT '{kind}' AS kind, (SELECT min(due_at) FROM jobs WHERE kind = '{kind}' AND due_at IS NOT NULL) AS due_at"
            )
        })
        .collect();
    each.join(" UNION ALL ")
}

/// Time at which the next job of each kind is due, or its lease expires.
pub(super) fn next_due(conn: &mut Conn, sql: &str) -> Result<Vec<Due>, Error> {
    Ok(sql_query(sql).load(conn)?)
}

/// Removes jobs of a kind that were completed before `before`.
pub(super) fn forget_done(
    conn: &mut Conn,
    kind: &str,
    before: DateTime<Utc>,
) -> Result<usize, Error> {
    let old = jobs::table
        .filter(jobs::state.eq(State::Done.as_str()))
        .filter(jobs::kind.eq(kind))
        .filter(jobs::ended_at.lt(SqlTime::from(before)));
    Ok(diesel::delete(old).execute(conn)?)
}
