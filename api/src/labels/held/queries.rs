//! SQL of the releases and returns of held decisions.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{held_run_files, held_runs};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::id::{AccountId, EventId, HeldRunId};
use shared::label::{HeldAction, HeldOutcome, HeldRun};

/// Maximum number of rows that are inserted at once.
const INSERTED_AT_ONCE: usize = 500;

/// A run as it was started.
#[derive(Debug, Clone)]
pub(super) struct StoredRun {
    pub(super) id: HeldRunId,
    pub(super) action: HeldAction,
    /// Reason why the decisions are sent back; `None` when they are released.
    pub(super) reason: Option<String>,
    /// The coordinator who started it.
    pub(super) by: AccountId,
    pub(super) started_at: DateTime<Utc>,
}

pub(super) fn insert(conn: &mut Conn, run: &StoredRun, files: &[EventId]) -> Result<(), Error> {
    diesel::insert_into(held_runs::table)
        .values((
            held_runs::id.eq(SqlUuid::from(run.id)),
            held_runs::action.eq(run.action.as_str()),
            held_runs::reason.eq(run.reason.as_deref()),
            held_runs::actor_id.eq(SqlUuid::from(run.by)),
            held_runs::started_at.eq(SqlTime::from(run.started_at)),
        ))
        .execute(conn)?;
    for some in files.chunks(INSERTED_AT_ONCE) {
        let rows: Vec<_> = some
            .iter()
            .map(|file| {
                (
                    held_run_files::run_id.eq(SqlUuid::from(run.id)),
                    held_run_files::event_id.eq(SqlUuid::from(*file)),
                )
            })
            .collect();
        on!(conn, c => diesel::insert_into(held_run_files::table)
            .values(&rows)
            .execute(c)?);
    }
    Ok(())
}

/// The run with this identifier; `None` when it does not exist.
pub(super) fn find(conn: &mut Conn, id: HeldRunId) -> Result<Option<StoredRun>, Error> {
    let found: Option<(String, Option<String>, SqlUuid, SqlTime)> = held_runs::table
        .find(SqlUuid::from(id))
        .select((
            held_runs::action,
            held_runs::reason,
            held_runs::actor_id,
            held_runs::started_at,
        ))
        .first(conn)
        .optional()?;
    let Some((action, reason, by, started_at)) = found else {
        return Ok(None);
    };
    Ok(Some(StoredRun {
        id,
        action: HeldAction::parse(&action).with_context(|| format!("action of run {id}"))?,
        reason,
        by: by.into(),
        started_at: started_at.0,
    }))
}

/// Stores what became of a file, if nothing is stored yet.
pub(super) fn settle(
    conn: &mut Conn,
    (run, event): (HeldRunId, EventId),
    outcome: HeldOutcome,
) -> Result<(), Error> {
    let open = held_run_files::table
        .find((SqlUuid::from(run), SqlUuid::from(event)))
        .filter(held_run_files::outcome.is_null());
    diesel::update(open)
        .set(held_run_files::outcome.eq(Some(outcome.as_str())))
        .execute(conn)?;
    Ok(())
}

/// Progress of a run, with the number of files by outcome.
pub(super) fn progress(conn: &mut Conn, run: &StoredRun) -> Result<HeldRun, Error> {
    let own = || held_run_files::run_id.eq(SqlUuid::from(run.id));
    let total: i64 = held_run_files::table
        .filter(own())
        .count()
        .get_result(conn)?;
    let mut number = |outcome: HeldOutcome| -> Result<u64, Error> {
        let count: i64 = held_run_files::table
            .filter(own())
            .filter(held_run_files::outcome.eq(Some(outcome.as_str())))
            .count()
            .get_result(conn)?;
        Ok(u64::try_from(count).unwrap_or_default())
    };
    let (released, sent_back) = (
        number(HeldOutcome::Released)?,
        number(HeldOutcome::SentBack)?,
    );
    let (gone, lapsed) = (number(HeldOutcome::Gone)?, number(HeldOutcome::Lapsed)?);
    Ok(HeldRun {
        id: run.id,
        action: run.action,
        started_at: run.started_at,
        total: u64::try_from(total).unwrap_or_default(),
        done: released + sent_back + gone + lapsed,
        released,
        sent_back,
        gone,
        lapsed,
    })
}
