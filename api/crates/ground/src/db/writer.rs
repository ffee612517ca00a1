//! Group commit: the transactions that wait at the same time share one commit, and one synchronisation of the disk with it.
//!
//! A writer thread takes what waits in the queue, runs each transaction under a savepoint, commits once, and only then gives
//! every caller its result. A rejected transaction is rolled back to its savepoint and disturbs no other. After any other
//! failure the group is rolled back and its transactions run again, one at a time: some failures of SQLite (no room on the
//! disk, for instance) end the whole transaction, so its savepoints can no longer be relied on. So does a group that waits for a lock of
//! another one on PostgreSQL ([`LOCK_TIMEOUT`]); a transaction alone waits as long as it must.

use super::types::Engine;
use super::{Conn, Pooled, in_transaction};
use crate::error::Error;
use anyhow::{Context as _, anyhow};
use diesel::connection::{SimpleConnection as _, TransactionManager as _};
use shared::problem::Code;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{mpsc, oneshot};
use tracing::Span;

/// Transactions that wait for a writer; further ones wait to enter the queue.
const QUEUED: usize = 1_024;
/// Transactions that share one commit.
const GROUP: usize = 64;
/// A group that has run for this long, and has its [`FEWEST`], takes no further transaction, so that its first callers get their answer.
const GROUP_TIME: Duration = Duration::from_millis(10);
/// Transactions that share a commit however slow they are: where each one is slow, each commit costs most.
const FEWEST: usize = 4;

/// Time for which a group waits for a lock on PostgreSQL. Two groups may each hold what a transaction of the other needs, in whatever
/// order people send their requests; PostgreSQL would notice after a second.
const LOCK_TIMEOUT: &str = "250ms";

type Manager = <Conn as diesel::Connection>::TransactionManager;

/// The way into the queue of the writers, which end when the last copy of it is dropped.
#[derive(Clone)]
pub(super) struct Queue(mpsc::Sender<Box<dyn Waiting>>);

impl Queue {
    /// Starts `writers` threads that write with connections of `pooled`; `patience` is how long a caller waits for its result.
    pub(super) fn start(
        pooled: &Pooled,
        writers: usize,
        patience: Duration,
    ) -> anyhow::Result<Self> {
        let (sender, receiver) = mpsc::channel(QUEUED);
        let receiver = Arc::new(Mutex::new(receiver));
        for _ in 0..writers {
            let writer = Writer {
                pooled: pooled.clone(),
                receiver: Arc::clone(&receiver),
                patience,
            };
            std::thread::Builder::new()
                .name("db-writer".to_owned())
                .spawn(move || writer.work())
                .context("a thread that writes to the database")?;
        }
        Ok(Self(sender))
    }

    /// Queues a transaction and waits for its result, which comes after its commit.
    ///
    /// # Errors
    ///
    /// The error of `run`, after the transaction is rolled back; `Unavailable` when the database fails.
    pub(super) async fn write<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut Conn) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (answer, result) = oneshot::channel();
        let transaction = Transaction {
            run,
            value: None,
            answer,
            queued: Instant::now(),
            span: Span::current(),
        };
        self.0
            .send(Box::new(transaction))
            .await
            .map_err(|_closed| anyhow!("the writers of the database have ended"))?;
        result
            .await
            .context("a writer of the database ended in the middle of a transaction")?
    }
}

/// A transaction in the queue, whatever its result type.
trait Waiting: Send {
    /// Runs the statements, and keeps the value until the commit. May be called more than once.
    fn attempt(&mut self, conn: &mut Conn) -> Result<(), Error>;
    /// Gives the caller the kept value, or the error.
    fn answer(self: Box<Self>, outcome: Result<(), Error>);
    /// Time since it was queued.
    fn age(&self) -> Duration;
}

struct Transaction<T, F> {
    run: F,
    /// Result of the last attempt.
    value: Option<T>,
    answer: oneshot::Sender<Result<T, Error>>,
    queued: Instant,
    /// Span of the caller.
    span: Span,
}

impl<T: Send, F: FnMut(&mut Conn) -> Result<T, Error> + Send> Waiting for Transaction<T, F> {
    fn attempt(&mut self, conn: &mut Conn) -> Result<(), Error> {
        let Self {
            run, value, span, ..
        } = self;
        *value = None;
        let attempted = span.in_scope(|| catch_unwind(AssertUnwindSafe(|| run(conn))));
        *value = Some(attempted.map_err(|_panic| anyhow!("the transaction panicked"))??);
        Ok(())
    }

    fn answer(self: Box<Self>, outcome: Result<(), Error>) {
        let Self { value, answer, .. } = *self;
        let value = outcome.and_then(|()| {
            value.ok_or_else(|| anyhow!("a transaction committed without a value").into())
        });
        // The caller may have stopped waiting.
        drop(answer.send(value));
    }

    fn age(&self) -> Duration {
        self.queued.elapsed()
    }
}

struct Writer {
    pooled: Pooled,
    receiver: Arc<Mutex<mpsc::Receiver<Box<dyn Waiting>>>>,
    patience: Duration,
}

impl Writer {
    fn work(&self) {
        let mut waiting = VecDeque::new();
        loop {
            if !self.take(&mut waiting) {
                return;
            }
            while !waiting.is_empty() {
                self.write_some(&mut waiting);
            }
        }
    }

    /// Waits for a transaction, and takes those that wait with it. `false` when there will be none any more.
    fn take(&self, waiting: &mut VecDeque<Box<dyn Waiting>>) -> bool {
        let mut receiver = self.receiver.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(first) = receiver.blocking_recv() else {
            return false;
        };
        waiting.push_back(first);
        while waiting.len() < GROUP
            && let Ok(next) = receiver.try_recv()
        {
            waiting.push_back(next);
        }
        true
    }

    /// Runs and answers at least one of `waiting`.
    fn write_some(&self, waiting: &mut VecDeque<Box<dyn Waiting>>) {
        let (group, end) = if waiting.len() > 1 {
            self.write_group(waiting)
        } else {
            (Vec::new(), Group::RolledBack)
        };
        match end {
            Group::Committed => {
                self.pooled.announce_commit();
                for (transaction, outcome) in group {
                    transaction.answer(outcome);
                }
            }
            Group::Unknown => {
                for (transaction, _) in group {
                    transaction.answer(Err(Error::rejected(Code::Unavailable)));
                }
            }
            // Nothing ran when the connection or the transaction could not be had: each one finds out for itself.
            Group::RolledBack if group.is_empty() => {
                waiting.drain(..).for_each(|alone| self.write_alone(alone));
            }
            Group::RolledBack => {
                for (alone, _) in group {
                    self.write_alone(alone);
                }
            }
        }
    }

    fn write_alone(&self, mut transaction: Box<dyn Waiting>) {
        let outcome = if transaction.age() > self.patience {
            // The caller was already told that the database does not answer.
            Err(Error::rejected(Code::Unavailable))
        } else {
            self.pooled.write_now(|conn| transaction.attempt(conn))
        };
        transaction.answer(outcome);
    }

    /// Runs transactions of `waiting` as one, and returns them with their outcomes.
    fn write_group(&self, waiting: &mut VecDeque<Box<dyn Waiting>>) -> (Vec<Attempted>, Group) {
        let started = Instant::now();
        let mut group = Vec::new();
        let mut committing_on = None;
        let written = self.pooled.exclusively(|conn| {
            in_transaction(conn, &mut |conn: &mut Conn| {
                if let Conn::Pg(server) = conn {
                    server.batch_execute(&format!("SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'"))?;
                }
                while (group.len() < FEWEST || started.elapsed() < GROUP_TIME)
                    && let Some(mut transaction) = waiting.pop_front()
                {
                    let outcome = under_savepoint(conn, &mut *transaction);
                    let failed = outcome.as_ref().err().is_some_and(is_failure);
                    group.push((transaction, outcome));
                    if failed {
                        return Err(anyhow!("a transaction of a group failed").into());
                    }
                }
                committing_on = Some(conn.engine());
                Ok(())
            })
        });
        let end = match written {
            Ok(()) => Group::Committed,
            // A server whose answer to a commit is lost may have committed; SQLite has not when it says so.
            Err(error)
                if committing_on == Some(Engine::Postgres) && error.code() == Code::Unavailable =>
            {
                Group::Unknown
            }
            Err(error) => {
                tracing::debug!(%error, "a group of transactions was rolled back");
                Group::RolledBack
            }
        };
        (group, end)
    }
}

/// A transaction of a group, and how it ended there.
type Attempted = (Box<dyn Waiting>, Result<(), Error>);

/// Outcome of a group.
enum Group {
    Committed,
    /// Nothing of it is stored.
    RolledBack,
    /// The server went away during the commit.
    Unknown,
}

/// Runs a transaction under a savepoint of the one that is open.
fn under_savepoint(conn: &mut Conn, transaction: &mut dyn Waiting) -> Result<(), Error> {
    Manager::begin_transaction(conn)?;
    match transaction.attempt(conn) {
        Ok(()) => Ok(Manager::commit_transaction(conn)?),
        Err(error) if is_failure(&error) => {
            // The group ends with one more, which frees its locks. This one fails where the engine has ended the group itself.
            let _rolled_back = Manager::rollback_transaction(conn);
            Err(error)
        }
        Err(error) => {
            Manager::rollback_transaction(conn)?;
            Err(error)
        }
    }
}

/// True for an error of the database or the program; false when the request breaks a rule.
fn is_failure(error: &Error) -> bool {
    matches!(error, Error::Internal(_)) || error.code() == Code::Unavailable
}
