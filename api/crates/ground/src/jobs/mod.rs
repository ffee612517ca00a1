//! Background jobs: work that outlives the request that asked for it.
//!
//! ```ignore
//! // A job is enqueued in the transaction of what it belongs to: both are committed, or neither.
//! services.db.write(move |conn| { queries::save(conn, &row)?; jobs::enqueue(conn, &clock, &Tidy { id }) }).await?;
//!
//! // A feature registers a handler for each kind, and what recurs.
//! let jobs = Jobs::new(db, clock)
//!     .on(|conn: &mut Conn, job: Tidy| queries::tidy(conn, job.id))
//!     .on_outside(|task: Task, job: SendMail| async move { send(job).await })
//!     .every(Schedule::daily_at(3, 30), Sweep {});
//! let running = jobs.start()?;
//! running.shutdown(Duration::from_secs(10)).await;
//! ```
//!
//! Two forms of handler:
//!
//! * [`Jobs::on`]: the job changes the database only. Its effects and its completion are one transaction, so they happen
//!   exactly once.
//! * [`Jobs::on_outside`]: the job does something that no transaction can undo, such as sending a mail. It runs at least
//!   once: when its worker dies between the effect and the completion, it runs again. A worker whose lease has expired can
//!   neither complete the job nor write to its row.
//!
//! A claimed job is leased to its worker. A lease that is not renewed in time expires, and any instance may claim the job
//! again. A job that fails waits longer after each attempt ([`Retry`]); after the last one it is dead: it stays in the table
//! until it is replayed or discarded. Each kind has its own workers, so that a kind with many jobs delays no other.
//!
//! Times are read from the [`Clock`](crate::clock::Clock). The clocks of the instances may differ by much less than a lease.

mod claims;
mod lanes;
mod outside;
mod queries;
mod registry;
mod retry;
mod rows;
mod schedule;
mod task;
mod worker;

pub use queries::{
    JobCount, JobQuery, counts, discard, enqueue, enqueue_all, enqueue_at, enqueue_once, expire,
    find, last_slots, list, replay, replay_all,
};
pub use registry::Jobs;
pub use retry::Retry;
pub use schedule::Schedule;
pub use task::{Completion, Failure, LeaseLost, Task};
pub use worker::{Drained, Running};

use crate::db::types::SqlUuid;
use chrono::{DateTime, Duration, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt;
use uuid::Uuid;

/// A kind of job; the value is its payload, stored as JSON.
///
/// An old instance may run beside a new one, and jobs wait across releases: change a payload as an API is changed, by adding
/// optional fields. A kind that an instance does not know is left to the others.
pub trait Kind: Serialize + DeserializeOwned + Send + 'static {
    /// Name in the table: lower-case ASCII letters, digits, `_` and `.`. It never changes.
    const NAME: &'static str;
    /// Number and delay of the attempts after a failure.
    const RETRY: Retry = Retry::DEFAULT;
    /// Time for which a claim is valid without being renewed. Jobs with outside effects renew it themselves while
    /// they run.
    const LEASE: Duration = Duration::seconds(60);
    /// Maximum number of jobs of this kind that run at the same time on one instance; for [`Jobs::on`],
    /// transactions.
    const PARALLEL: usize = 1;
    /// Maximum number of jobs that are claimed at once, and with [`Jobs::on`] run in one transaction. 1 for a
    /// handler that takes long, as SQLite has one writer at a time.
    const BATCH: u16 = 100;
    /// Time for which a completed job stays readable; `None` removes it at once.
    const KEEP: Option<Duration> = None;
}

/// Identifier of a job: UUID version 7.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct JobId(pub Uuid);

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<JobId> for SqlUuid {
    fn from(id: JobId) -> Self {
        Self(id.0)
    }
}

impl From<SqlUuid> for JobId {
    fn from(id: SqlUuid) -> Self {
        Self(id.0)
    }
}

/// State of a job in its life cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Not claimed yet; due now or later.
    Waiting,
    /// Claimed by a worker, which may have crashed since.
    Running,
    /// Completed, and still readable.
    Done,
    /// All attempts failed; it stays until it is replayed or discarded.
    Dead,
}

/// Progress of a job, as its handler reports it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Number of steps completed.
    pub done: u64,
    /// Total number of steps.
    pub total: u64,
    /// Current step, as a text for people.
    pub text: String,
}

/// A job with its state, as it is listed.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    pub id: JobId,
    /// Name of its kind, [`Kind::NAME`].
    pub kind: String,
    /// Payload, as it was enqueued.
    pub payload: serde_json::Value,
    pub state: State,
    /// Time from which it can be claimed, or at which its lease expires; `None` once it is completed or dead.
    pub due_at: Option<DateTime<Utc>>,
    /// Number of attempts that were begun.
    pub attempts: u32,
    /// Progress, if the handler reports it.
    pub progress: Option<Progress>,
    /// Error of the last failed attempt.
    pub last_error: Option<String>,
    /// Time at which it was enqueued.
    pub created_at: DateTime<Utc>,
    /// Time at which it was completed or given up.
    pub ended_at: Option<DateTime<Utc>>,
}
