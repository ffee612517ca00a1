//! Row types of the job queue.

use super::{Job, Progress, State};
use crate::db::schema::jobs;
use crate::db::types::{SqlJson, SqlTime, SqlUuid};
use diesel::prelude::*;

#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub(super) struct JobRow {
    id: SqlUuid,
    kind: String,
    payload: SqlJson,
    state: String,
    due_at: Option<SqlTime>,
    attempts: i32,
    progress_done: Option<i64>,
    progress_total: Option<i64>,
    progress_text: Option<String>,
    last_error: Option<String>,
    created_at: SqlTime,
    ended_at: Option<SqlTime>,
}

/// A job that has not been enqueued yet.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = jobs, treat_none_as_default_value = false)]
pub(super) struct NewJobRow {
    pub(super) id: SqlUuid,
    pub(super) kind: &'static str,
    pub(super) key: Option<String>,
    pub(super) payload: SqlJson,
    pub(super) state: &'static str,
    pub(super) due_at: Option<SqlTime>,
    pub(super) attempts: i32,
    pub(super) created_at: SqlTime,
}

/// Columns of a claimed job that its worker needs.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = jobs)]
pub(super) struct ClaimedRow {
    pub(super) id: SqlUuid,
    pub(super) payload: SqlJson,
    pub(super) attempts: i32,
}

impl State {
    /// Value in the column `state`.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Running => "running",
            Self::Done => "done",
            Self::Dead => "dead",
        }
    }

    /// A value that a later release wrote reads as dead: this release does not claim it either.
    pub(super) fn of(column: &str) -> Self {
        match column {
            "waiting" => Self::Waiting,
            "running" => Self::Running,
            "done" => Self::Done,
            _ => Self::Dead,
        }
    }
}

impl From<JobRow> for Job {
    fn from(row: JobRow) -> Self {
        let JobRow {
            id,
            kind,
            payload,
            state,
            due_at,
            attempts,
            progress_done,
            progress_total,
            progress_text,
            last_error,
            created_at,
            ended_at,
        } = row;
        let count = |column: i64| u64::try_from(column).unwrap_or_default();
        let progress = progress_done
            .zip(progress_total)
            .map(|(done, total)| Progress {
                done: count(done),
                total: count(total),
                text: progress_text.unwrap_or_default(),
            });
        Self {
            id: id.into(),
            kind,
            payload: payload.read().unwrap_or_default(),
            state: State::of(&state),
            due_at: due_at.map(|at| at.0),
            attempts: u32::try_from(attempts).unwrap_or_default(),
            progress,
            last_error,
            created_at: created_at.0,
            ended_at: ended_at.map(|at| at.0),
        }
    }
}
