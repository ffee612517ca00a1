//! Starts, notifies and stops the workers.

use super::claims::{self, Claim, Claimed};
use super::lanes::Lane;
use super::outside::{Completer, OutsideLane};
use super::queries;
use super::registry::{Handler, Jobs, Policy, Recurring};
use super::task::Failure;
use crate::clock::Clock;
use crate::db::Db;
use crate::db::types::SqlUuid;
use crate::error::Error;
use crate::ids;
use chrono::{DateTime, Utc};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;

/// Shortest time between two checks of the queue: however often other instances commit, the checks cost next to
/// nothing.
const BREATH: Duration = Duration::from_millis(20);
/// Pause after the database did not respond.
const PAUSE: Duration = Duration::from_secs(1);

/// State shared by the workers of an instance.
pub(super) struct Shared {
    pub(super) db: Db,
    pub(super) clock: Clock,
    /// Permits for job transactions. Waiting kinds are served in the order in which they came.
    pub(super) transactions: Semaphore,
    /// Jobs with outside effects that were claimed here, each with the token of its claim. One whose lease has expired
    /// may run twice.
    running: Mutex<HashSet<(SqlUuid, SqlUuid)>>,
    /// True once the running jobs were given back; read while jobs with outside effects are claimed.
    closed: RwLock<bool>,
}

impl Shared {
    /// Claims jobs of a kind, and logs those that died.
    pub(super) fn claim(&self, policy: &Policy, limit: usize) -> Result<(SqlUuid, Claimed), Error> {
        let lease = SqlUuid(ids::new(&self.clock));
        let claimed = self.db.write_now(|conn| {
            let now = self.clock.now();
            let claim = Claim {
                kind: policy.kind,
                limit: i64::try_from(limit).unwrap_or(i64::MAX),
                attempts: policy.retry.attempts,
                lease,
                now,
                until: now + policy.lease,
            };
            claims::claim(conn, &claim)
        })?;
        for id in &claimed.died {
            tracing::error!(job.id = %id, job.kind = policy.kind, "job is dead: no attempt was answered");
        }
        Ok((lease, claimed))
    }

    /// Claims jobs with outside effects, which run here from then on. Claims none once the instance has given back its jobs: a
    /// claim that waits for the database outlives the worker that was interrupted.
    pub(super) fn claim_outside(
        &self,
        policy: &Policy,
        limit: usize,
    ) -> Result<(SqlUuid, Claimed), Error> {
        let closed = self.closed.read().unwrap_or_else(PoisonError::into_inner);
        if *closed {
            return Ok((SqlUuid(ids::new(&self.clock)), Claimed::default()));
        }
        let (lease, claimed) = self.claim(policy, limit)?;
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.extend(claimed.jobs.iter().map(|job| (job.id, lease)));
        drop(running);
        drop(closed);
        Ok((lease, claimed))
    }

    /// Records a failed attempt with the writes of its handler, and logs it.
    pub(super) fn fail(
        &self,
        policy: &Policy,
        id: SqlUuid,
        lease: SqlUuid,
        attempt: u32,
        failure: Failure,
    ) {
        let Failure {
            error,
            mut completion,
        } = failure;
        let message = error.to_string();
        let share = fastrand::f64();
        let recorded = self.db.write_now(|conn| {
            let now = self.clock.now();
            let next = policy.retry.wait(attempt, share).map(|wait| now + wait);
            let held = claims::fail(conn, id, lease, now, &message, next)?;
            if held {
                completion.write(conn)?;
            }
            Ok((held, next))
        });
        let (kind, id) = (policy.kind, id.0);
        match recorded {
            Ok((true, Some(next))) => {
                tracing::warn!(job.id = %id, job.kind = kind, job.attempt = attempt, error = message, %next, "job failed, and will be tried again");
            }
            Ok((true, None)) => {
                tracing::error!(job.id = %id, job.kind = kind, job.attempt = attempt, error = message, "job is dead");
            }
            Ok((false, _)) => {
                tracing::warn!(job.id = %id, job.kind = kind, job.attempt = attempt, error = message, "job failed after its lease had expired");
            }
            // The lease expires by itself.
            Err(error) => {
                tracing::error!(job.id = %id, job.kind = kind, error = %error, "failure of a job was not recorded");
            }
        }
    }

    /// Releases the leases of jobs, so that any instance may claim them at once.
    pub(super) fn release(&self, ids: &[SqlUuid], lease: SqlUuid) {
        let released = self
            .db
            .write_now(|conn| Ok(claims::release(conn, ids, lease, self.clock.now())?));
        if let Err(error) = released {
            tracing::error!(error = %error, "jobs were not given back; their leases expire");
        }
    }

    pub(super) fn end(&self, id: SqlUuid, lease: SqlUuid) {
        let mut running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
        running.remove(&(id, lease));
    }

    /// Gives back the jobs that run here, after the claims that have begun; returns their number.
    fn close(&self) -> usize {
        *self.closed.write().unwrap_or_else(PoisonError::into_inner) = true;
        let interrupted =
            std::mem::take(&mut *self.running.lock().unwrap_or_else(PoisonError::into_inner));
        for (id, lease) in &interrupted {
            self.release(&[*id], *lease);
        }
        interrupted.len()
    }
}

/// Signals to a task that the instance stops.
#[derive(Debug, Clone)]
pub(super) struct Stop(watch::Receiver<bool>);

impl Stop {
    /// True once the instance is stopping.
    pub(super) fn is_set(&self) -> bool {
        *self.0.borrow()
    }

    /// Waits until the instance is stopping.
    pub(super) async fn wait(&mut self) {
        // Without a sender nothing can signal the stop any more: that is a stop too.
        let _ = self.0.wait_for(|stopping| *stopping).await;
    }
}

/// Waits after a failure of the database, or until the instance stops.
pub(super) async fn pause(stop: &mut Stop) {
    tokio::select! {
        () = stop.wait() => {}
        () = tokio::time::sleep(PAUSE) => {}
    }
}

/// Result of a shutdown of the workers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Drained {
    /// Number of jobs with outside effects that did not end in time and were released.
    pub given_back: usize,
}

/// The running workers of an instance.
///
/// Dropped without [`Self::shutdown`], it interrupts its jobs and releases none, like a crash: their leases expire.
#[must_use = "dropped, it interrupts its jobs"]
pub struct Running {
    shared: Arc<Shared>,
    stop: watch::Sender<bool>,
    workers: JoinSet<()>,
    completer: JoinHandle<()>,
}

impl std::fmt::Debug for Running {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Running({} workers)", self.workers.len())
    }
}

impl Running {
    /// Stops claiming, waits at most `bound` for the running jobs, then interrupts those with outside effects and
    /// releases them.
    ///
    /// A transaction that is open after `bound` goes on until it ends or the process does; either way it is
    /// committed at most once.
    pub async fn shutdown(mut self, bound: Duration) -> Drained {
        self.stop.send_replace(true);
        let workers = &mut self.workers;
        let all = async { while workers.join_next().await.is_some() {} };
        if tokio::time::timeout(bound, all).await.is_err() {
            self.workers.shutdown().await;
        }
        // Completions already sent are recorded: no sender is left.
        if let Err(error) = self.completer.await {
            tracing::error!(%error, "completions were lost");
        }
        let shared = self.shared;
        let given_back = crate::blocking::blocking(move || Ok(shared.close())).await;
        let given_back = given_back.unwrap_or_else(|error| {
            tracing::error!(%error, "jobs were not given back; their leases expire");
            0
        });
        if given_back > 0 {
            tracing::warn!(given_back, "jobs were interrupted and given back");
        }
        Drained { given_back }
    }
}

/// Starts the workers of each kind, and the tasks that notify them.
pub(super) fn start(jobs: Jobs) -> Running {
    let Jobs {
        db,
        clock,
        poll,
        transactions,
        kinds,
        recurring,
        ..
    } = jobs;
    let shared = Arc::new(Shared {
        db,
        clock,
        transactions: Semaphore::new(transactions),
        running: Mutex::default(),
        closed: RwLock::default(),
    });
    let (stop, stopping) = watch::channel(false);
    let stopping = Stop(stopping);
    let (completer, completions) = Completer::start(&shared);
    let mut workers = JoinSet::new();
    let mut wake: HashMap<&'static str, Vec<Arc<Notify>>> = HashMap::new();
    let sql = claims::next_due_sql(kinds.iter().map(|(policy, _)| policy.kind));
    for (policy, handler) in kinds {
        let bells = wake.entry(policy.kind).or_default();
        match handler {
            Handler::Database(run) => {
                for _ in 0..policy.parallel {
                    let bell = Arc::new(Notify::new());
                    bells.push(Arc::clone(&bell));
                    let lane = Lane::new(&shared, policy, &run);
                    workers.spawn(lane.work(bell, stopping.clone()));
                }
            }
            Handler::Outside(run) => {
                let bell = Arc::new(Notify::new());
                bells.push(Arc::clone(&bell));
                let lane = OutsideLane::new(&shared, policy, run, completions.clone());
                workers.spawn(lane.work(bell, stopping.clone()));
            }
        }
    }
    drop(completions);
    let watcher = Watcher {
        shared: Arc::clone(&shared),
        poll,
        sql,
        wake,
        recurring: recurring.into(),
        next_slot: None,
    };
    workers.spawn(watcher.watch(stopping));
    Running {
        shared,
        stop,
        workers,
        completer,
    }
}

/// Checks the queue for due jobs, and notifies the workers of their kind.
struct Watcher {
    shared: Arc<Shared>,
    poll: Duration,
    sql: String,
    wake: HashMap<&'static str, Vec<Arc<Notify>>>,
    recurring: Arc<[Recurring]>,
    /// Time at which the next slot of any schedule begins; `None` before the first check.
    next_slot: Option<DateTime<Utc>>,
}

impl Watcher {
    async fn watch(mut self, mut stop: Stop) {
        if self.wake.is_empty() {
            return;
        }
        let mut committed = self.shared.db.committed();
        loop {
            let looked = Instant::now();
            let wait = match self.look().await {
                Ok(wait) => wait,
                Err(error) => {
                    tracing::error!(error = %error, "the job queue was not read");
                    PAUSE
                }
            };
            tokio::select! {
                () = stop.wait() => return,
                // The queue is checked again in any case, late or at once.
                _ = tokio::time::timeout(wait, committed.changed()) => {}
            }
            tokio::select! {
                () = stop.wait() => return,
                () = tokio::time::sleep_until(looked + BREATH.min(self.poll)) => {}
            }
        }
    }

    /// Enqueues the slots that have begun, notifies the kinds that are due; returns the time until the next one is.
    async fn look(&mut self) -> Result<Duration, Error> {
        self.enqueue_slots().await?;
        let sql = self.sql.clone();
        let due = self
            .shared
            .db
            .read(move |conn| claims::next_due(conn, &sql))
            .await?;
        let now = self.shared.clock.now();
        let mut wait = self.poll;
        let upcoming = due
            .into_iter()
            .filter_map(|row| Some((row.kind, row.due_at?.0)));
        for (kind, due_at) in upcoming {
            match (due_at - now).to_std() {
                Ok(left) if !left.is_zero() => wait = wait.min(left),
                Ok(_) | Err(_) => {
                    let bells = self.wake.get(kind.as_str()).into_iter().flatten();
                    bells.for_each(|bell| bell.notify_one());
                }
            }
        }
        Ok(wait)
    }

    async fn enqueue_slots(&mut self) -> Result<(), Error> {
        let now = self.shared.clock.now();
        if self.recurring.is_empty() || self.next_slot.is_some_and(|next| now < next) {
            return Ok(());
        }
        let (shared, recurring) = (Arc::clone(&self.shared), Arc::clone(&self.recurring));
        crate::blocking::blocking(move || {
            // One read instead of a transaction for each schedule: most slots were enqueued before, by this instance or another.
            let last = shared.db.read_now(queries::last_slots)?;
            let last: HashMap<String, DateTime<Utc>> = last.into_iter().collect();
            for job in recurring.iter() {
                let slot = job.schedule.slot(now);
                if last.get(job.kind).is_some_and(|at| *at < slot) {
                    job.enqueue(&shared.db, &shared.clock)?;
                }
            }
            Ok(())
        })
        .await?;
        self.next_slot = self
            .recurring
            .iter()
            .map(|job| job.schedule.next(now))
            .min();
        Ok(())
    }
}
