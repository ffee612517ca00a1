//! Background jobs for administrators: numbers, schedules, and jobs that were given up.

mod discard;
mod list_dead;
mod overview;
mod replay;

use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Jobs, Schedule};
use ground::log::{self, By, Entry, Subject};
use http::Actor;
use http::register::ServiceConfig;
use serde_json::Value;
use shared::account::Role;

/// Kind of the log: a dead job was started again.
const REPLAYED: &str = "platform.job_replayed";
/// Kind of the log: every dead job of a kind was started again.
const ALL_REPLAYED: &str = "platform.jobs_replayed";
/// Kind of the log: a dead job was removed.
const DISCARDED: &str = "platform.job_discarded";

/// The recurring jobs of this instance; registered as `Data<Plans>`.
#[derive(Debug)]
pub(crate) struct Plans(Vec<(&'static str, Schedule)>);

impl Plans {
    /// Those of a registry.
    pub(crate) fn of(jobs: &Jobs) -> Self {
        Self(jobs.schedules())
    }
}

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(overview::get_job_overview)
        .service(list_dead::list_dead_jobs)
        .service(replay::replay_jobs)
        .service(replay::replay_job)
        .service(discard::discard_job);
}

/// Appends a change of the jobs to the log.
fn record(
    conn: &mut Conn,
    actor: &Actor,
    now: DateTime<Utc>,
    kind: &'static str,
    payload: Value,
) -> Result<(), Error> {
    let entry = Entry {
        by: By::Person(actor.account.id, Role::Administrator),
        subject: Subject::Platform,
        edition: None,
        kind,
        payload,
    };
    log::append(conn, now, &entry).map(drop)
}
