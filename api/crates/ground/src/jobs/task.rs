//! The running job, as its handler sees it.

use super::{JobId, Progress, claims};
use crate::clock::Clock;
use crate::db::types::SqlUuid;
use crate::db::{Conn, Db};
use crate::error::Error;
use std::fmt;

/// The worker has lost the lease of the job: it has expired, or the job has been completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the lease of job {0} has expired")]
pub struct LeaseLost(pub JobId);

impl From<LeaseLost> for Error {
    fn from(lost: LeaseLost) -> Self {
        Self::Internal(lost.into())
    }
}

/// A running job, passed to its handler.
#[derive(Debug, Clone)]
pub struct Task {
    pub(super) db: Db,
    pub(super) clock: Clock,
    pub(super) id: SqlUuid,
    pub(super) lease: SqlUuid,
    pub(super) attempt: u32,
}

impl Task {
    /// Identifier of the job: the same at every attempt, so that it can serve as an idempotency key outside.
    pub fn id(&self) -> JobId {
        self.id.into()
    }

    /// Number of this attempt, from 1.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Stores the progress of the job.
    ///
    /// # Errors
    ///
    /// [`LeaseLost`], after which the handler should stop; or when the database fails.
    pub async fn progress(
        &self,
        done: u64,
        total: u64,
        text: impl Into<String>,
    ) -> Result<(), Error> {
        let progress = Progress {
            done,
            total,
            text: text.into(),
        };
        let task = self.clone();
        self.db
            .write(move |conn| {
                let now = task.clock.now();
                if claims::set_progress(conn, task.id, task.lease, now, &progress)? {
                    Ok(())
                } else {
                    Err(LeaseLost(task.id()).into())
                }
            })
            .await
    }
}

type Write = Box<dyn FnMut(&mut Conn) -> Result<(), Error> + Send>;

/// Writes that are committed together with the completion of a job.
#[derive(Default)]
pub struct Completion(Option<Write>);

impl Completion {
    /// Completes the job without further writes.
    pub fn plain() -> Self {
        Self(None)
    }

    /// Runs `write` in the transaction that completes the job; not at all when the lease has expired.
    ///
    /// It may be called more than once, as a transaction that lost a race is run again.
    pub fn writing(write: impl FnMut(&mut Conn) -> Result<(), Error> + Send + 'static) -> Self {
        Self(Some(Box::new(write)))
    }

    pub(super) fn write(&mut self, conn: &mut Conn) -> Result<(), Error> {
        match &mut self.0 {
            Some(write) => write(conn),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Completion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Completion(writing: {})", self.0.is_some())
    }
}

/// A failed attempt: its cause, and the writes that are committed with it.
///
/// `?` converts any error that [`Error`] can be made from, without further writes.
#[derive(Debug)]
pub struct Failure {
    pub(super) error: Error,
    pub(super) completion: Completion,
}

impl Failure {
    /// Runs `write` in the transaction that records the failure; not at all when the lease has expired.
    #[must_use]
    pub fn writing(
        mut self,
        write: impl FnMut(&mut Conn) -> Result<(), Error> + Send + 'static,
    ) -> Self {
        self.completion = Completion::writing(write);
        self
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self {
            error,
            completion: Completion::plain(),
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Error::from(error).into()
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Error::from(error).into()
    }
}
