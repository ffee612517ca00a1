//! Registry of an instance: the handler of each kind of job, and the recurring jobs.

use super::claims::forget_done;
use super::queries;
use super::retry::Retry;
use super::task::{Completion, Failure, Task};
use super::worker::{self, Running};
use super::{Kind, Schedule};
use crate::clock::Clock;
use crate::db::types::SqlJson;
use crate::db::{Conn, Db};
use crate::error::Error;
use anyhow::{Context as _, ensure};
use chrono::Duration;
use serde::{Deserialize, Serialize};
use shared::problem::Code;
use std::collections::BTreeSet;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;

/// Interval at which the queue is checked for jobs of other instances.
const POLL: std::time::Duration = std::time::Duration::from_secs(1);
/// Maximum number of job transactions at the same time on one instance: the requests need connections too.
const TRANSACTIONS: usize = 2;

pub(super) type OnDatabase = Arc<dyn Fn(&mut Conn, &SqlJson) -> Result<(), Error> + Send + Sync>;
pub(super) type Attempt = Pin<Box<dyn Future<Output = Result<Completion, Failure>> + Send>>;
pub(super) type OnOutside = Arc<dyn Fn(Task, &SqlJson) -> Result<Attempt, Error> + Send + Sync>;

/// Handler of a kind of job.
#[derive(Clone)]
pub(super) enum Handler {
    Database(OnDatabase),
    Outside(OnOutside),
}

/// The constants of a [`Kind`], without its type.
#[derive(Debug, Clone, Copy)]
pub(super) struct Policy {
    pub(super) kind: &'static str,
    pub(super) retry: Retry,
    pub(super) lease: Duration,
    pub(super) parallel: usize,
    pub(super) batch: u16,
    pub(super) keep: Option<Duration>,
}

impl Policy {
    fn of<K: Kind>() -> Self {
        Self {
            kind: K::NAME,
            retry: K::RETRY,
            lease: K::LEASE,
            parallel: K::PARALLEL.max(1),
            batch: K::BATCH.max(1),
            keep: K::KEEP,
        }
    }
}

/// A recurring job with its schedule.
#[derive(Debug, Clone)]
pub(super) struct Recurring {
    pub(super) kind: &'static str,
    pub(super) schedule: Schedule,
    pub(super) payload: SqlJson,
}

/// Handlers and schedules of this instance; [`Self::start`] starts their workers.
#[must_use = "nothing runs before it is started"]
pub struct Jobs {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) poll: std::time::Duration,
    pub(super) transactions: usize,
    pub(super) kinds: Vec<(Policy, Handler)>,
    pub(super) recurring: Vec<Recurring>,
    unreadable: Vec<(&'static str, serde_json::Error)>,
}

impl fmt::Debug for Jobs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.kinds.iter().map(|(policy, _)| policy.kind).collect();
        f.debug_tuple("Jobs").field(&kinds).finish()
    }
}

impl Jobs {
    /// Creates a registry without kinds.
    pub fn new(db: Db, clock: Clock) -> Self {
        Self {
            db,
            clock,
            poll: POLL,
            transactions: TRANSACTIONS,
            kinds: Vec::new(),
            recurring: Vec::new(),
            unreadable: Vec::new(),
        }
    }

    /// Registers the handler of a kind whose jobs change the database only.
    ///
    /// `run` is called in the transaction that completes the job; an error rolls both back. It may be called more than once
    /// for an attempt: a transaction that lost a race, or that another job of the same batch made fail, is run again.
    pub fn on<K: Kind>(
        mut self,
        run: impl Fn(&mut Conn, K) -> Result<(), Error> + Send + Sync + 'static,
    ) -> Self {
        let handler = Handler::Database(Arc::new(move |conn, payload| {
            run(conn, read::<K>(payload)?)
        }));
        self.kinds.push((Policy::of::<K>(), handler));
        self
    }

    /// Registers the handler of a kind whose jobs do what no transaction can undo.
    ///
    /// The lease is renewed for as long as `run` goes on. When it is lost all the same, or the server stops, `run` is
    /// dropped at its next `await`.
    pub fn on_outside<K: Kind, F>(
        mut self,
        run: impl Fn(Task, K) -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<Completion, Failure>> + Send + 'static,
    {
        let handler = Handler::Outside(Arc::new(move |task, payload| {
            let attempt: Attempt = Box::pin(run(task, read::<K>(payload)?));
            Ok(attempt)
        }));
        self.kinds.push((Policy::of::<K>(), handler));
        self
    }

    /// Enqueues this job at every slot of the schedule, once for all instances.
    ///
    /// The first slot is the one after the first start with this kind. Of slots that passed while no instance ran, only the
    /// latest is enqueued; none is while the job of an earlier slot has not ended.
    pub fn every<K: Kind>(mut self, schedule: Schedule, payload: K) -> Self {
        match SqlJson::of(&payload) {
            Ok(payload) => self.recurring.push(Recurring {
                kind: K::NAME,
                schedule,
                payload,
            }),
            Err(error) => self.unreadable.push((K::NAME, error)),
        }
        self
    }

    /// The recurring kinds with their schedules, by name.
    pub fn schedules(&self) -> Vec<(&'static str, Schedule)> {
        let mut schedules: Vec<_> = self
            .recurring
            .iter()
            .map(|recurring| (recurring.kind, recurring.schedule))
            .collect();
        schedules.sort_unstable_by_key(|(kind, _)| *kind);
        schedules
    }

    /// Sets the interval at which the queue is checked for jobs of other instances; one second by default.
    pub fn polling(mut self, every: std::time::Duration) -> Self {
        self.poll = every;
        self
    }

    /// Sets the maximum number of job transactions at the same time; two by default.
    pub fn transactions(mut self, most: usize) -> Self {
        self.transactions = most.max(1);
        self
    }

    /// Starts the workers.
    ///
    /// # Errors
    ///
    /// When a kind has an invalid name or two handlers, a recurring job has no handler or no JSON form, or the
    /// database fails. A database that is temporarily read-only does not prevent the start.
    ///
    /// # Panics
    ///
    /// Outside a Tokio runtime.
    pub fn start(self) -> anyhow::Result<Running> {
        let jobs = self.forgetting();
        jobs.check()?;
        match jobs.begin() {
            Err(outage) if outage.code() == Code::Unavailable => {
                tracing::warn!("new schedules were not noted; they begin with the next start");
            }
            begun => begun?,
        }
        Ok(worker::start(jobs))
    }

    /// Records the current slots of the schedules that are new as passed: in one transaction, for which the start waits.
    fn begin(&self) -> Result<(), Error> {
        let known = self.db.read_now(queries::last_slots)?;
        let new: Vec<_> = self
            .recurring
            .iter()
            .filter(|job| known.iter().all(|(kind, _)| kind != job.kind))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let now = self.clock.now();
        self.db.write_now(|conn| {
            for job in &new {
                queries::begin_schedule(conn, job.kind, job.schedule.slot(now))?;
            }
            Ok(())
        })
    }

    fn check(&self) -> anyhow::Result<()> {
        let mut names = BTreeSet::new();
        for (policy, _) in &self.kinds {
            let kind = policy.kind;
            ensure!(
                !kind.is_empty()
                    && kind
                        .bytes()
                        .all(|c| matches!(c, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'.')),
                "a job cannot have the kind `{kind}`"
            );
            ensure!(names.insert(kind), "the kind `{kind}` has two handlers");
            ensure!(
                policy.lease >= Duration::seconds(1),
                "the lease of `{kind}` is shorter than a second"
            );
        }
        for recurring in &self.recurring {
            ensure!(
                names.contains(recurring.kind),
                "the recurring kind `{}` has no handler",
                recurring.kind
            );
        }
        match self.unreadable.first() {
            Some((kind, error)) => anyhow::bail!("payload of `{kind}`: {error}"),
            None => Ok(()),
        }
    }

    /// Adds the job that removes completed jobs, if any kind stays readable.
    fn forgetting(self) -> Self {
        let kept: Vec<_> = self
            .kinds
            .iter()
            .filter_map(|(policy, _)| Some((policy.kind, policy.keep?)))
            .collect();
        if kept.is_empty() {
            return self;
        }
        let clock = self.clock.clone();
        self.on(move |conn, Forget {}| {
            let now = clock.now();
            for (kind, keep) in &kept {
                forget_done(conn, kind, now - *keep)?;
            }
            Ok(())
        })
        .every(Schedule::every(Duration::hours(1)), Forget {})
    }
}

fn read<K: Kind>(payload: &SqlJson) -> Result<K, Error> {
    let read = payload
        .read()
        .with_context(|| format!("payload of a job `{}`", K::NAME));
    Ok(read?)
}

/// Job that removes completed jobs after [`Kind::KEEP`].
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Forget {}

impl Kind for Forget {
    const NAME: &'static str = "jobs.forget";
}

impl Recurring {
    /// Enqueues the current slot; see [`queries::enqueue_slot`].
    pub(super) fn enqueue(&self, db: &Db, clock: &Clock) -> Result<bool, Error> {
        let slot = self.schedule.slot(clock.now());
        db.write_now(|conn| queries::enqueue_slot(conn, clock, self.kind, &self.payload, slot))
    }
}
