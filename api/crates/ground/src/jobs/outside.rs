//! Workers for jobs whose effects no transaction can undo, such as sending an e-mail.

use super::claims;
use super::lanes::panicked;
use super::registry::{OnOutside, Policy};
use super::rows::ClaimedRow;
use super::task::{Completion, Failure, LeaseLost, Task};
use super::worker::{Shared, Stop, pause};
use crate::db::types::SqlUuid;
use crate::error::Error;
use std::sync::Arc;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinHandle, JoinSet};

/// Maximum number of completions in one transaction, and of those that wait for it.
const COMPLETED_AT_ONCE: usize = 100;

/// The workers of one kind: at most as many as may run at the same time.
pub(super) struct OutsideLane {
    shared: Arc<Shared>,
    policy: Policy,
    run: OnOutside,
    completions: mpsc::Sender<Ending>,
}

impl OutsideLane {
    pub(super) fn new(
        shared: &Arc<Shared>,
        policy: Policy,
        run: OnOutside,
        completions: mpsc::Sender<Ending>,
    ) -> Self {
        Self {
            shared: Arc::clone(shared),
            policy,
            run,
            completions,
        }
    }

    /// Starts due jobs each time `bell` is notified, until the instance stops; then waits for those that run.
    pub(super) async fn work(self, bell: Arc<Notify>, mut stop: Stop) {
        let free = Arc::new(Semaphore::new(self.policy.parallel));
        let mut attempts = JoinSet::new();
        loop {
            tokio::select! {
                () = stop.wait() => break,
                () = bell.notified() => {}
            }
            while !stop.is_set() {
                match self.turn(&free, &mut attempts, &mut stop).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(job.kind = self.policy.kind, error = %error, "no jobs were claimed");
                        pause(&mut stop).await;
                    }
                }
                // Attempts that have ended are removed.
                while attempts.try_join_next().is_some() {}
            }
        }
        while attempts.join_next().await.is_some() {}
    }

    /// Claims as many jobs as there are free workers, and starts them; returns true if more may be due.
    async fn turn(
        &self,
        free: &Arc<Semaphore>,
        attempts: &mut JoinSet<()>,
        stop: &mut Stop,
    ) -> Result<bool, Error> {
        let one = tokio::select! {
            () = stop.wait() => return Ok(false),
            one = Arc::clone(free).acquire_owned() => one,
        };
        let mut permits: Vec<OwnedSemaphorePermit> = one.into_iter().collect();
        while permits.len() < usize::from(self.policy.batch)
            && let Ok(another) = Arc::clone(free).try_acquire_owned()
        {
            permits.push(another);
        }
        let (shared, policy, limit) = (Arc::clone(&self.shared), self.policy, permits.len());
        let (lease, claimed) =
            crate::blocking::blocking(move || shared.claim_outside(&policy, limit)).await?;
        let more = !claimed.is_empty();
        if stop.is_set() {
            let ids: Vec<_> = claimed.jobs.iter().map(|job| job.id).collect();
            let shared = Arc::clone(&self.shared);
            crate::blocking::blocking(move || {
                shared.release(&ids, lease);
                for id in ids {
                    shared.end(id, lease);
                }
                Ok(())
            })
            .await?;
            return Ok(false);
        }
        for (job, permit) in claimed.jobs.into_iter().zip(permits) {
            let attempt = Attempt {
                shared: Arc::clone(&self.shared),
                policy: self.policy,
                run: Arc::clone(&self.run),
                lease,
                job,
                completions: self.completions.clone(),
            };
            attempts.spawn(async move {
                attempt.make().await;
                drop(permit);
            });
        }
        Ok(more)
    }
}

/// One attempt at one job, with its lease.
struct Attempt {
    shared: Arc<Shared>,
    policy: Policy,
    run: OnOutside,
    lease: SqlUuid,
    job: ClaimedRow,
    completions: mpsc::Sender<Ending>,
}

impl Attempt {
    async fn make(self) {
        let outcome = self.outcome().await;
        let Some(outcome) = outcome else {
            self.shared.end(self.job.id, self.lease);
            tracing::warn!(job.id = %self.job.id.0, job.kind = self.policy.kind, "job was interrupted: its lease has expired");
            return;
        };
        // Set before the attempt starts, so that an interruption in between releases no job that has run.
        let Ok(place) = self.completions.reserve().await else {
            return;
        };
        self.shared.end(self.job.id, self.lease);
        place.send(Ending {
            policy: self.policy,
            id: self.job.id,
            lease: self.lease,
            attempt: u32::try_from(self.job.attempts).unwrap_or(u32::MAX),
            outcome,
        });
    }

    /// Result of the handler; `None` when the lease was lost in the meantime.
    async fn outcome(&self) -> Option<Result<Completion, Failure>> {
        let task = Task {
            db: self.shared.db.clone(),
            clock: self.shared.clock.clone(),
            id: self.job.id,
            lease: self.lease,
            attempt: u32::try_from(self.job.attempts).unwrap_or(u32::MAX),
        };
        let run = match (self.run)(task, &self.job.payload) {
            Ok(run) => run,
            Err(error) => return Some(Err(error.into())),
        };
        // A task of its own, so that a panic ends here; dropping the set interrupts it.
        let mut handler = JoinSet::new();
        handler.spawn(run);
        let third = (self.policy.lease / 3).to_std().unwrap_or_default();
        let mut beat = tokio::time::interval(third);
        beat.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        beat.tick().await;
        loop {
            tokio::select! {
                ended = handler.join_next() => return Some(match ended? {
                    Ok(outcome) => outcome,
                    Err(error) => match error.try_into_panic() {
                        Ok(panic) => Err(panicked(&*panic).into()),
                        Err(error) => Err(anyhow::Error::new(error).into()),
                    },
                }),
                _ = beat.tick() => {
                    if !self.renew().await {
                        return None;
                    }
                }
            }
        }
    }

    /// Extends the lease; returns false if it was lost. While the database does not respond, it counts as valid.
    async fn renew(&self) -> bool {
        let (shared, policy) = (Arc::clone(&self.shared), self.policy);
        let (id, lease) = (self.job.id, self.lease);
        let renewed = self
            .shared
            .db
            .write(move |conn| {
                let now = shared.clock.now();
                Ok(claims::renew(conn, &[id], lease, now, now + policy.lease)?)
            })
            .await;
        match renewed {
            Ok(held) => held == 1,
            Err(error) => {
                tracing::warn!(job.id = %id.0, error = %error, "the lease of a job was not renewed");
                true
            }
        }
    }
}

/// An attempt that has ended and is not recorded yet.
pub(super) struct Ending {
    policy: Policy,
    id: SqlUuid,
    lease: SqlUuid,
    attempt: u32,
    outcome: Result<Completion, Failure>,
}

/// Records ended attempts: all that wait, in one transaction.
pub(super) struct Completer;

impl Completer {
    /// Starts the task; it ends once every sender is dropped and all is recorded.
    pub(super) fn start(shared: &Arc<Shared>) -> (JoinHandle<()>, mpsc::Sender<Ending>) {
        let (sender, mut receiver) = mpsc::channel(COMPLETED_AT_ONCE);
        let shared = Arc::clone(shared);
        let task = tokio::spawn(async move {
            let mut waiting = Vec::with_capacity(COMPLETED_AT_ONCE);
            while receiver.recv_many(&mut waiting, COMPLETED_AT_ONCE).await > 0 {
                let (shared, endings) = (Arc::clone(&shared), std::mem::take(&mut waiting));
                let recorded = crate::blocking::blocking(move || {
                    record(&shared, endings);
                    Ok(())
                });
                if let Err(error) = recorded.await {
                    tracing::error!(error = %error, "completions were lost; the jobs run again");
                }
            }
        });
        (task, sender)
    }
}

/// A successful attempt that is not recorded yet.
struct Success {
    policy: Policy,
    id: SqlUuid,
    lease: SqlUuid,
    attempt: u32,
    completion: Completion,
}

fn record(shared: &Shared, endings: Vec<Ending>) {
    let mut successes = Vec::new();
    for ending in endings {
        let Ending {
            policy,
            id,
            lease,
            attempt,
            outcome,
        } = ending;
        match outcome {
            Ok(completion) => successes.push(Success {
                policy,
                id,
                lease,
                attempt,
                completion,
            }),
            Err(failure) => shared.fail(&policy, id, lease, attempt, failure),
        }
    }
    // Sorted, so that the jobs of one claim are adjacent.
    successes.sort_unstable_by_key(|success| (success.lease, success.id));
    if complete(shared, &mut successes).is_ok() {
        return;
    }
    for success in &mut successes {
        if let Err(error) = complete(shared, std::slice::from_mut(success)) {
            let Success {
                policy,
                id,
                lease,
                attempt,
                ..
            } = success;
            shared.fail(policy, *id, *lease, *attempt, error.into());
        }
    }
}

/// Completes the jobs whose lease is still valid, and runs the writes of their handlers, in one transaction.
fn complete(shared: &Shared, successes: &mut [Success]) -> Result<(), Error> {
    let lost = shared.db.write_now(|conn| {
        let now = shared.clock.now();
        let mut lost = Vec::new();
        for claim in successes.chunk_by_mut(|one, other| one.lease == other.lease) {
            let ids: Vec<_> = claim.iter().map(|success| success.id).collect();
            let Some(Success { policy, lease, .. }) = claim.first() else {
                continue;
            };
            let held = claims::complete(conn, &ids, *lease, now, policy.keep.is_some())?;
            for success in claim {
                if held.contains(&success.id) {
                    success.completion.write(conn)?;
                } else {
                    lost.push(LeaseLost(success.id.into()));
                }
            }
        }
        Ok(lost)
    })?;
    for lost in lost {
        tracing::warn!("{lost}: its completion was refused, and it runs again");
    }
    Ok(())
}
