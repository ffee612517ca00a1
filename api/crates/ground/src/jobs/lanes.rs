//! Workers for jobs that change only the database.

use super::claims;
use super::registry::{OnDatabase, Policy};
use super::rows::ClaimedRow;
use super::task::LeaseLost;
use super::worker::{Shared, Stop, pause};
use crate::db::Conn;
use crate::db::types::SqlUuid;
use crate::error::Error;
use anyhow::anyhow;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use tokio::sync::Notify;

/// The worker of one kind of job.
pub(super) struct Lane(Arc<Inner>);

struct Inner {
    shared: Arc<Shared>,
    policy: Policy,
    run: OnDatabase,
}

impl Lane {
    pub(super) fn new(shared: &Arc<Shared>, policy: Policy, run: &OnDatabase) -> Self {
        Self(Arc::new(Inner {
            shared: Arc::clone(shared),
            policy,
            run: Arc::clone(run),
        }))
    }

    /// Runs due jobs each time `bell` is notified, until the instance stops.
    pub(super) async fn work(self, bell: Arc<Notify>, mut stop: Stop) {
        loop {
            tokio::select! {
                () = stop.wait() => return,
                () = bell.notified() => {}
            }
            while !stop.is_set() {
                match self.turn(&stop).await {
                    Ok(true) => {}
                    Ok(false) => break,
                    Err(error) => {
                        tracing::error!(job.kind = self.0.policy.kind, error = %error, "no jobs were claimed");
                        pause(&mut stop).await;
                    }
                }
            }
        }
    }

    /// Claims a batch and runs it; returns false if no job was due.
    async fn turn(&self, stop: &Stop) -> Result<bool, Error> {
        // First come, first served: between two batches of this kind, each other waiting kind has one.
        let _permit = self.0.shared.transactions.acquire().await;
        let (inner, stop) = (Arc::clone(&self.0), stop.clone());
        crate::blocking::blocking(move || inner.turn_now(&stop)).await
    }
}

impl Inner {
    fn turn_now(&self, stop: &Stop) -> Result<bool, Error> {
        let (lease, claimed) = self
            .shared
            .claim(&self.policy, usize::from(self.policy.batch))?;
        if !claimed.jobs.is_empty() {
            self.perform(&claimed.jobs, lease, stop);
        }
        Ok(!claimed.is_empty())
    }

    /// Runs all jobs in one transaction; if one of them fails, each in its own.
    fn perform(&self, jobs: &[ClaimedRow], lease: SqlUuid, stop: &Stop) {
        let together = self
            .shared
            .db
            .write_now(|conn| self.complete(conn, jobs, lease));
        match (together, jobs) {
            (Ok(completed), _) if completed == jobs.len() => {}
            (Ok(completed), _) => {
                let lost = jobs.len() - completed;
                tracing::warn!(
                    job.kind = self.policy.kind,
                    lost,
                    "jobs were claimed by others, as their leases had expired"
                );
            }
            (Err(error), [job]) => self.fail(job, lease, error),
            (Err(_), _) => self.perform_each(jobs, lease, stop),
        }
    }

    fn perform_each(&self, jobs: &[ClaimedRow], lease: SqlUuid, stop: &Stop) {
        for (at, job) in jobs.iter().enumerate() {
            let ids: Vec<_> = jobs.iter().skip(at).map(|job| job.id).collect();
            if stop.is_set() {
                return self.shared.release(&ids, lease);
            }
            let done = self.shared.db.write_now(|conn| {
                let now = self.shared.clock.now();
                // The jobs behind it have waited for it.
                claims::renew(conn, &ids, lease, now, now + self.policy.lease)?;
                match self.complete(conn, std::slice::from_ref(job), lease)? {
                    0 => Err(LeaseLost(job.id.into()).into()),
                    _ => Ok(()),
                }
            });
            if let Err(error) = done {
                self.fail(job, lease, error);
            }
        }
    }

    /// Completes the jobs whose lease the worker still has, and runs the writes of their handlers; returns their
    /// number.
    fn complete(
        &self,
        conn: &mut Conn,
        jobs: &[ClaimedRow],
        lease: SqlUuid,
    ) -> Result<usize, Error> {
        let ids: Vec<_> = jobs.iter().map(|job| job.id).collect();
        let now = self.shared.clock.now();
        // First, so that the rows are locked: nobody else can claim them, even if the handlers outlast the lease.
        let held = claims::complete(conn, &ids, lease, now, self.policy.keep.is_some())?;
        for job in jobs.iter().filter(|job| held.contains(&job.id)) {
            catch_unwind(AssertUnwindSafe(|| (self.run)(conn, &job.payload)))
                .unwrap_or_else(|panic| Err(panicked(&*panic)))?;
        }
        Ok(held.len())
    }

    fn fail(&self, job: &ClaimedRow, lease: SqlUuid, error: Error) {
        let attempt = u32::try_from(job.attempts).unwrap_or(u32::MAX);
        self.shared
            .fail(&self.policy, job.id, lease, attempt, error.into());
    }
}

/// The failure of a handler that panicked.
pub(super) fn panicked(panic: &(dyn Any + Send)) -> Error {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    anyhow!("the handler panicked: {message}").into()
}
