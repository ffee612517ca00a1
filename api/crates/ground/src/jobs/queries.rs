//! SQL to enqueue, schedule, list and replay jobs; that of the workers is in [`claims`](super::claims).

use super::rows::{JobRow, NewJobRow};
use super::{Job, JobId, Kind, State};
use crate::clock::Clock;
use crate::db::Conn;
use crate::db::schema::{job_schedules, jobs};
use crate::db::types::{SqlJson, SqlTime, SqlUuid};
use crate::error::Error;
use crate::{ids, on};
use chrono::{DateTime, Utc};
use diesel::dsl::{count_star, min};
use diesel::prelude::*;

/// Rows of one `INSERT`: eight columns each, far below the 65,535 parameters of PostgreSQL.
const INSERTED_AT_ONCE: usize = 1_000;

/// Enqueues a job that is due now, in the caller's transaction.
///
/// # Errors
///
/// When the database fails, or the payload has no JSON form.
pub fn enqueue<K: Kind>(conn: &mut Conn, clock: &Clock, payload: &K) -> Result<JobId, Error> {
    enqueue_at(conn, clock, payload, clock.now())
}

/// Enqueues a job that is due at `due_at`, in the caller's transaction.
///
/// # Errors
///
/// As [`enqueue`].
pub fn enqueue_at<K: Kind>(
    conn: &mut Conn,
    clock: &Clock,
    payload: &K,
    due_at: DateTime<Utc>,
) -> Result<JobId, Error> {
    let row = new_row(clock, payload, due_at)?;
    let id = row.id.into();
    insert(conn, &[row])?;
    Ok(id)
}

/// Enqueues many jobs that are due now, in the caller's transaction; returns their ids in the same order.
///
/// # Errors
///
/// As [`enqueue`].
pub fn enqueue_all<K: Kind>(
    conn: &mut Conn,
    clock: &Clock,
    payloads: &[K],
) -> Result<Vec<JobId>, Error> {
    let now = clock.now();
    let rows: Vec<NewJobRow> = payloads
        .iter()
        .map(|payload| new_row(clock, payload, now))
        .collect::<Result<_, _>>()?;
    insert(conn, &rows)?;
    Ok(rows.iter().map(|row| row.id.into()).collect())
}

/// Enqueues a job; returns `None` if one of its kind with this key is waiting or running already.
///
/// # Errors
///
/// As [`enqueue`].
pub fn enqueue_once<K: Kind>(
    conn: &mut Conn,
    clock: &Clock,
    key: &str,
    payload: &K,
) -> Result<Option<JobId>, Error> {
    let row = NewJobRow {
        key: Some(key.to_owned()),
        ..new_row(clock, payload, clock.now())?
    };
    let id = row.id.into();
    Ok((insert(conn, &[row])? == 1).then_some(id))
}

fn new_row<K: Kind>(clock: &Clock, payload: &K, due_at: DateTime<Utc>) -> Result<NewJobRow, Error> {
    Ok(waiting_row(
        clock,
        K::NAME,
        None,
        SqlJson::of(payload)?,
        due_at,
    ))
}

fn waiting_row(
    clock: &Clock,
    kind: &'static str,
    key: Option<String>,
    payload: SqlJson,
    due_at: DateTime<Utc>,
) -> NewJobRow {
    NewJobRow {
        id: ids::new(clock).into(),
        kind,
        key,
        payload,
        state: State::Waiting.as_str(),
        due_at: Some(due_at.into()),
        attempts: 0,
        created_at: clock.now().into(),
    }
}

/// Inserts jobs, except those whose key is taken; returns the number inserted.
fn insert(conn: &mut Conn, rows: &[NewJobRow]) -> QueryResult<usize> {
    if let [row] = rows {
        // Unlike a batch, this statement stays prepared.
        return on!(conn, c => diesel::insert_into(jobs::table)
            .values(row)
            .on_conflict_do_nothing()
            .execute(c));
    }
    let mut inserted = 0;
    for rows in rows.chunks(INSERTED_AT_ONCE) {
        inserted += on!(&mut *conn, c =>
            diesel::insert_into(jobs::table)
                .values(rows)
                .on_conflict_do_nothing()
                .execute(c)?,
            // Diesel cannot build a batch with `ON CONFLICT` for SQLite; without a network, one statement per
            // row costs little.
            rows.iter()
                .map(|row| {
                    diesel::insert_into(jobs::table)
                        .values(row)
                        .on_conflict_do_nothing()
                        .execute(c)
                })
                .sum::<QueryResult<usize>>()?
        );
    }
    Ok(inserted)
}

/// Filters of the job list.
#[derive(Debug, Clone, Default)]
pub struct JobQuery<'a> {
    /// Only jobs in this state.
    pub state: Option<State>,
    /// Only jobs of this kind.
    pub kind: Option<&'a str>,
    /// Only jobs enqueued before this one.
    pub before: Option<JobId>,
    /// Maximum number of jobs.
    pub limit: i64,
}

/// The job with this id; `None` if there never was one or it has been removed.
///
/// # Errors
///
/// When the database fails.
pub fn find(conn: &mut Conn, id: JobId) -> Result<Option<Job>, Error> {
    let row = jobs::table
        .find(SqlUuid::from(id))
        .select(JobRow::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Job::from))
}

/// Jobs, the latest first.
///
/// # Errors
///
/// When the database fails.
pub fn list(conn: &mut Conn, wanted: &JobQuery<'_>) -> Result<Vec<Job>, Error> {
    let mut query = jobs::table
        .order(jobs::id.desc())
        .limit(wanted.limit)
        .select(JobRow::as_select())
        .into_boxed();
    if let Some(state) = wanted.state {
        query = query.filter(jobs::state.eq(state.as_str()));
        if matches!(state, State::Done | State::Dead) {
            // Tells the database which index to use.
            query = query.filter(jobs::ended_at.is_not_null());
        }
    }
    if let Some(kind) = wanted.kind {
        query = query.filter(jobs::kind.eq(kind.to_owned()));
    }
    if let Some(before) = wanted.before {
        query = query.filter(jobs::id.lt(SqlUuid::from(before)));
    }
    Ok(query.load(conn)?.into_iter().map(Job::from).collect())
}

/// Number of jobs of one kind in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobCount {
    /// Name of the kind.
    pub kind: String,
    /// State of these jobs.
    pub state: State,
    /// Number of jobs in this state.
    pub jobs: u64,
    /// Time at which the oldest of them was enqueued.
    pub oldest: DateTime<Utc>,
}

/// Counts the jobs by kind and state, by name of the kind.
///
/// # Errors
///
/// When the database fails.
pub fn counts(conn: &mut Conn) -> Result<Vec<JobCount>, Error> {
    let rows: Vec<(String, String, i64, Option<SqlTime>)> = jobs::table
        .group_by((jobs::kind, jobs::state))
        .select((jobs::kind, jobs::state, count_star(), min(jobs::created_at)))
        .order((jobs::kind, jobs::state))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(kind, state, jobs, oldest)| JobCount {
            kind,
            state: State::of(&state),
            jobs: jobs.unsigned_abs(),
            oldest: oldest.map_or(DateTime::UNIX_EPOCH, |at| at.0),
        })
        .collect())
}

/// Slot of the latest run of each recurring kind.
///
/// # Errors
///
/// When the database fails.
pub fn last_slots(conn: &mut Conn) -> Result<Vec<(String, DateTime<Utc>)>, Error> {
    let rows: Vec<(String, SqlTime)> = job_schedules::table
        .select((job_schedules::kind, job_schedules::slot_at))
        .load(conn)?;
    Ok(rows.into_iter().map(|(kind, at)| (kind, at.0)).collect())
}

/// Resets a dead job to its first attempt, due now; returns false if there is no such job.
///
/// # Errors
///
/// When the database fails.
pub fn replay(conn: &mut Conn, clock: &Clock, id: JobId) -> Result<bool, Error> {
    let dead = jobs::table
        .filter(jobs::id.eq(SqlUuid::from(id)))
        .filter(jobs::state.eq(State::Dead.as_str()));
    Ok(diesel::update(dead)
        .set(Replayed::at(clock))
        .execute(conn)?
        == 1)
}

/// [`replay`] for every dead job of a kind; returns their number.
///
/// # Errors
///
/// When the database fails.
pub fn replay_all(conn: &mut Conn, clock: &Clock, kind: &str) -> Result<usize, Error> {
    let dead = jobs::table
        .filter(jobs::kind.eq(kind))
        .filter(jobs::state.eq(State::Dead.as_str()));
    Ok(diesel::update(dead)
        .set(Replayed::at(clock))
        .execute(conn)?)
}

/// Columns of a job that starts again from the first attempt.
#[derive(AsChangeset)]
#[diesel(table_name = jobs, treat_none_as_null = true)]
struct Replayed {
    state: &'static str,
    due_at: Option<SqlTime>,
    attempts: i32,
    ended_at: Option<SqlTime>,
}

impl Replayed {
    fn at(clock: &Clock) -> Self {
        Self {
            state: State::Waiting.as_str(),
            due_at: Some(clock.now().into()),
            attempts: 0,
            ended_at: None,
        }
    }
}

/// Removes a dead job for good; returns false if there is no such job.
///
/// # Errors
///
/// When the database fails.
pub fn discard(conn: &mut Conn, id: JobId) -> Result<bool, Error> {
    let dead = jobs::table
        .filter(jobs::id.eq(SqlUuid::from(id)))
        .filter(jobs::state.eq(State::Dead.as_str()));
    Ok(diesel::delete(dead).execute(conn)? == 1)
}

/// Removes the jobs of a kind that were due before `before` and never tried; returns their number.
///
/// # Errors
///
/// When the database fails.
pub fn expire<K: Kind>(conn: &mut Conn, before: DateTime<Utc>) -> Result<usize, Error> {
    let old = jobs::table
        .filter(jobs::kind.eq(K::NAME))
        .filter(jobs::state.eq(State::Waiting.as_str()))
        .filter(jobs::due_at.lt(SqlTime::from(before)))
        .filter(jobs::attempts.eq(0));
    Ok(diesel::delete(old).execute(conn)?)
}

/// Records that a schedule starts with this slot, unless an instance has done so before: the slot itself is not
/// enqueued.
pub(super) fn begin_schedule(
    conn: &mut Conn,
    kind: &str,
    slot: DateTime<Utc>,
) -> Result<(), Error> {
    let row = (
        job_schedules::kind.eq(kind),
        job_schedules::slot_at.eq(SqlTime::from(slot)),
    );
    on!(conn, c => diesel::insert_into(job_schedules::table)
        .values(row)
        .on_conflict_do_nothing()
        .execute(c))?;
    Ok(())
}

/// Enqueues the job of a slot, unless an instance has done so, or the job of an earlier slot has not ended.
///
/// Returns true if this call enqueued one.
pub(super) fn enqueue_slot(
    conn: &mut Conn,
    clock: &Clock,
    kind: &'static str,
    payload: &SqlJson,
    slot: DateTime<Utc>,
) -> Result<bool, Error> {
    let slot_at = SqlTime::from(slot);
    let earlier = job_schedules::table
        .find(kind)
        .filter(job_schedules::slot_at.lt(slot_at));
    let first = diesel::update(earlier)
        .set(job_schedules::slot_at.eq(slot_at))
        .execute(conn)?
        == 1;
    if !first {
        return Ok(false);
    }
    let key = Some("schedule".to_owned());
    let row = waiting_row(clock, kind, key, payload.clone(), clock.now());
    Ok(insert(conn, &[row])? == 1)
}
