//! The database: one pool, one connection type for both engines, and the only way to run SQL from a request.
//!
//! ```ignore
//! let found = services.db.read(move |conn| queries::find(conn, id)).await?;
//! services.db.write(move |conn| { queries::save(conn, &row)?; log::append(conn, now, &entry) }).await?;
//! ```
//!
//! Both run on the blocking pool, in the caller's tracing span. A write is one transaction: it is rolled back when the closure
//! returns `Err`, and retried when it lost a race, so the closure may be called more than once.
//! SQL that differs between the engines is written with [`on!`](crate::on).

mod constraint;
mod link;
mod migrations;
pub mod schema;
mod statement;
pub mod types;
mod writer;

pub use statement::{Cached, cached, cached_list};

use crate::blocking::blocking;
use crate::error::Error;
use anyhow::{Context as _, anyhow};
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager};
use diesel::r2d2::{
    ConnectionManager, CustomizeConnection, Pool, PooledConnection, R2D2Connection as _,
};
use diesel::result::{DatabaseErrorKind, Error as DieselError};
use diesel::{Connection as _, PgConnection, SqliteConnection};
use link::with_link_timeouts;
use parking_lot::{Mutex, MutexGuard};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Semaphore, watch};
use tokio::time::timeout;

/// A connection to either engine.
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// A connection to PostgreSQL.
    Pg(PgConnection),
    /// A connection to an SQLite file.
    Lite(SqliteConnection),
}

impl std::fmt::Debug for Conn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Pg(_) => "Conn::Pg",
            Self::Lite(_) => "Conn::Lite",
        })
    }
}

/// Runs an expression on the connection of the engine in use.
///
/// `on!(conn, c => pg_expression, lite_expression)`, or one expression that is compiled for each engine: needed where
/// diesel cannot build a statement for both at once (batch insert, `on_conflict`, `for_update`).
#[macro_export]
macro_rules! on {
    ($conn:expr, $c:ident => $pg:expr, $lite:expr $(,)?) => {
        match $conn {
            $crate::db::Conn::Pg($c) => $pg,
            $crate::db::Conn::Lite($c) => $lite,
        }
    };
    ($conn:expr, $c:ident => $both:expr $(,)?) => {
        match $conn {
            $crate::db::Conn::Pg($c) => $both,
            $crate::db::Conn::Lite($c) => $both,
        }
    };
}

/// Maximum number of attempts at a transaction that loses a race.
const TRIES: u32 = 5;
/// Threads that write to PostgreSQL. A transaction spends most of its time on the way to the server and back, and those that log nothing
/// wait for no other; while one thread has a long transaction, the others go on with what it has not taken.
const MOST_WRITERS: usize = 4;
/// Time for which SQLite waits for another writer, in milliseconds.
const BUSY_TIMEOUT_MS: u32 = 5_000;
/// Time for which a request waits for a connection before it fails with 503.
const POOL_TIMEOUT: Duration = Duration::from_secs(5);
/// Time for which a request waits for the database in all, connection, locks and retries included, before it fails
/// with 503.
///
/// A database that hangs, or a network that drops packets, occupies the connection and not the request.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(15);
/// Maximum duration of one statement on PostgreSQL.
const STATEMENT_TIMEOUT: &str = "30s";

#[derive(Debug)]
struct Setup;

impl CustomizeConnection<Conn, diesel::r2d2::Error> for Setup {
    fn on_acquire(&self, conn: &mut Conn) -> Result<(), diesel::r2d2::Error> {
        set_up(conn).map_err(diesel::r2d2::Error::QueryError)
    }
}

fn set_up(conn: &mut Conn) -> diesel::QueryResult<()> {
    on!(conn, c =>
        c.batch_execute(&format!(
            "SET TIME ZONE 'UTC'; SET statement_timeout = '{STATEMENT_TIMEOUT}'"
        )),
        c.batch_execute(&format!(
            "PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;"
        ))
    )
}

/// The database, with its pool of connections.
#[derive(Clone)]
pub struct Db {
    pooled: Pooled,
    /// One permit for each connection that is not a writer's: reads wait for it without blocking a thread.
    turns: Arc<Semaphore>,
    queue: writer::Queue,
}

impl std::fmt::Debug for Db {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Db")
    }
}

type PoolConnection = PooledConnection<ConnectionManager<Conn>>;

/// The connections, and what their users share.
#[derive(Clone)]
struct Pooled {
    pool: Pool<ConnectionManager<Conn>>,
    committed: Arc<watch::Sender<u64>>,
    /// Taken for each transaction that writes to SQLite: it has one writer, and its own lock is not fair. Holds the connection that
    /// wrote last: what another one has written makes SQLite read its pages anew.
    one_writer: Option<Arc<Mutex<Option<PoolConnection>>>>,
}

impl Db {
    /// Opens the database at `url` (`postgres://…`, or the path of an SQLite file) with at most `connections`.
    ///
    /// # Errors
    ///
    /// When no connection can be established.
    pub fn open(url: &str, connections: u32) -> anyhow::Result<Self> {
        if !is_postgres(url)
            && let Some(folder) = std::path::Path::new(url).parent()
        {
            std::fs::create_dir_all(folder)
                .with_context(|| format!("folder {}", folder.display()))?;
        }
        let pool = Pool::builder()
            .max_size(connections)
            .min_idle(Some(1))
            .connection_timeout(POOL_TIMEOUT)
            // A file does not go away; a server may, and then a broken connection is replaced before it is used.
            .test_on_check_out(is_postgres(url))
            .connection_customizer(Box::new(Setup))
            .build(ConnectionManager::new(with_link_timeouts(url)))
            .context("the database cannot be opened")?;
        let connections = usize::try_from(connections)?;
        let (writers, one_writer) = if is_postgres(url) {
            ((connections / 4).clamp(1, MOST_WRITERS), None)
        } else {
            (1, Some(Arc::default()))
        };
        let pooled = Pooled {
            pool,
            committed: Arc::default(),
            one_writer,
        };
        Ok(Self {
            turns: Arc::new(Semaphore::new((connections - writers).max(1))),
            queue: writer::Queue::start(&pooled, writers, ANSWER_TIMEOUT)?,
            pooled,
        })
    }

    /// Runs the pending migrations, under a lock that makes other instances wait.
    ///
    /// # Errors
    ///
    /// When a migration fails; those before it stay applied.
    pub fn migrate(&self) -> anyhow::Result<()> {
        migrations::run(&mut *self.pooled.pool.get()?)
    }

    /// Reverts every migration.
    ///
    /// # Errors
    ///
    /// When a migration cannot be reverted.
    pub fn revert(&self) -> anyhow::Result<()> {
        migrations::revert(&mut *self.pooled.pool.get()?)
    }

    /// Copies the write-ahead log of SQLite into the database file and empties it, so that the file alone is the database. What another
    /// process still reads stays in the log. Nothing to do on PostgreSQL.
    ///
    /// # Errors
    ///
    /// When the file cannot be written; the log then stays as it is, and nothing is lost.
    pub fn checkpoint(&self) -> anyhow::Result<()> {
        if let Conn::Lite(file) = &mut *self.pooled.pool.get()? {
            file.batch_execute("PRAGMA busy_timeout = 0; PRAGMA wal_checkpoint(TRUNCATE)")?;
        }
        Ok(())
    }

    /// Runs `run` outside any transaction.
    ///
    /// # Errors
    ///
    /// The error of `run`, or `Unavailable` when no connection becomes free.
    pub async fn read<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        answered(self.in_turn(move |pooled| pooled.read_now(run))).await
    }

    /// Runs `work` on a blocking thread once a connection is free for it.
    async fn in_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Pooled) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let turn = timeout(POOL_TIMEOUT, Arc::clone(&self.turns).acquire_owned());
        let turn = turn
            .await
            .map_err(|_elapsed| Error::unavailable(anyhow!("no database connection is free")))?
            .context("turns of the database")?;
        let pooled = self.pooled.clone();
        blocking(move || {
            // Held until the work ends, even if the request has been abandoned.
            let _turn = turn;
            work(&pooled)
        })
        .await
    }

    /// Runs `run` on a consistent snapshot: concurrent commits are not visible. It may take as long as it needs.
    ///
    /// # Errors
    ///
    /// As [`Self::read_now`].
    pub async fn snapshot<T: Send + 'static>(
        &self,
        run: impl FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.in_turn(move |pooled| pooled.read_now(|conn| in_snapshot(conn, run)))
            .await
    }

    /// Counter of the transactions that this process has committed; it changes after each one.
    ///
    /// Any number of tasks may wait for the next change, and a change that came while a task was busy is not
    /// missed.
    pub fn committed(&self) -> watch::Receiver<u64> {
        self.pooled.committed.subscribe()
    }

    /// Runs `run` in one transaction, and retries it when the transaction lost a race.
    ///
    /// Transactions that wait at the same time share one commit ([`writer`]); none sees another that is rolled back.
    ///
    /// # Errors
    ///
    /// The error of `run`, after the transaction is rolled back; or `Unavailable` when the database does not
    /// respond, and then it is unknown whether the transaction was committed.
    pub async fn write<T: Send + 'static>(
        &self,
        run: impl FnMut(&mut Conn) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        answered(self.queue.write(run)).await
    }

    /// [`Self::read`] on the caller's thread: for the command line, importers and background jobs.
    ///
    /// # Errors
    ///
    /// The error of `run`, or `Unavailable` when the database does not respond.
    pub fn read_now<T>(&self, run: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        self.pooled.read_now(run)
    }

    /// [`Self::write`] on the caller's thread and in a transaction of its own.
    ///
    /// # Errors
    ///
    /// As [`Self::write`].
    pub fn write_now<T>(&self, run: impl FnMut(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        self.pooled.write_now(run)
    }
}

impl Pooled {
    fn read_now<T>(&self, run: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        run(&mut *self.connection()?)
    }

    fn write_now<T>(&self, mut run: impl FnMut(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        let mut tried = 1;
        loop {
            match self.exclusively(|conn| in_transaction(conn, &mut run)) {
                Err(error) if tried < TRIES && lost_a_race(&error) => {
                    tracing::debug!(tried, "retrying a transaction that lost a race");
                    std::thread::sleep(Duration::from_millis(10 << tried));
                    tried += 1;
                }
                Ok(done) => {
                    self.announce_commit();
                    return Ok(done);
                }
                Err(Error::Internal(cause)) if lost_a_race_with(&cause) => {
                    return Err(Error::unavailable(cause));
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Runs `work`, which writes, on a connection, and on SQLite while nobody else of this process writes.
    fn exclusively<T>(&self, work: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        let Some(one_writer) = &self.one_writer else {
            return work(&mut *self.connection()?);
        };
        let mut last = one_writer.lock();
        let done = match last.take().map_or_else(|| self.connection(), Ok) {
            Ok(mut conn) => {
                let done = work(&mut conn);
                // The only connection of a pool is for readers, too.
                if self.pool.max_size() > 1 && !conn.is_broken() {
                    *last = Some(conn);
                }
                done
            }
            Err(error) => Err(error),
        };
        // To the thread that has waited longest: otherwise a busy writer would take the lock again at once.
        MutexGuard::unlock_fair(last);
        done
    }

    fn announce_commit(&self) {
        self.committed.send_modify(|count| *count += 1);
    }

    fn connection(&self) -> Result<PoolConnection, Error> {
        self.pool.get().map_err(|error| {
            Error::unavailable(anyhow::Error::new(error).context("no database connection"))
        })
    }
}

/// The outcome of `work`, or `Unavailable` after [`ANSWER_TIMEOUT`]. The work then goes on, and may still succeed.
async fn answered<T>(work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    timeout(ANSWER_TIMEOUT, work)
        .await
        .unwrap_or_else(|_elapsed| Err(Error::unavailable(anyhow!("the database does not answer"))))
}

/// True when the database URL names a PostgreSQL server.
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// SQLite takes the write lock at the start, so that the transaction never acts on an outdated read.
fn in_transaction<T>(
    conn: &mut Conn,
    run: &mut impl FnMut(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error> {
    on!(&mut *conn, c =>
        AnsiTransactionManager::begin_transaction(c),
        AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE")
    )?;
    let done = run(conn);
    end(conn, done)
}

/// `PostgreSQL` needs an isolation level for this; in `SQLite` every transaction sees the state at its first read.
fn in_snapshot<T>(
    conn: &mut Conn,
    run: impl FnOnce(&mut Conn) -> Result<T, Error>,
) -> Result<T, Error> {
    on!(&mut *conn, c =>
        AnsiTransactionManager::begin_transaction_sql(c, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"),
        AnsiTransactionManager::begin_transaction(c)
    )?;
    let done = run(conn);
    end(conn, done)
}

/// Commits on `Ok`, rolls back on `Err`.
fn end<T>(conn: &mut Conn, done: Result<T, Error>) -> Result<T, Error> {
    match done {
        Ok(value) => {
            <Conn as diesel::Connection>::TransactionManager::commit_transaction(conn)?;
            Ok(value)
        }
        Err(error) => {
            if let Err(rollback) =
                <Conn as diesel::Connection>::TransactionManager::rollback_transaction(conn)
            {
                tracing::warn!(error = %rollback, "the transaction could not be rolled back");
            }
            Err(error)
        }
    }
}

/// True when the transaction failed only because it conflicted with a concurrent one.
fn lost_a_race(error: &Error) -> bool {
    match error {
        Error::Internal(cause) => lost_a_race_with(cause),
        Error::Rejected(_) => false,
    }
}

fn lost_a_race_with(cause: &anyhow::Error) -> bool {
    let found = cause
        .chain()
        .find_map(|cause| cause.downcast_ref::<DieselError>());
    let Some(DieselError::DatabaseError(kind, info)) = found else {
        return false;
    };
    matches!(kind, DatabaseErrorKind::SerializationFailure)
        || matches!(
            info.constraint_name(),
            Some(
                "idempotency_keys_pkey"
                    | "external_ids_pkey"
                    | "visitor_messages_request_key"
                    | "event_alerts_search"
                    | "alert_rounds_pkey"
                    | "edition_files_pkey"
                    | "place_uids_key"
                    | "agenda_locations_pkey"
                    | "agenda_locations_external_key"
            )
        )
        || info.message().contains("deadlock detected")
        || info.message().contains("due to lock timeout")
        || info.message().contains("database is locked")
}

/// Opens a connection outside the pool.
///
/// # Errors
///
/// When the connection cannot be established.
pub fn connect(url: &str) -> anyhow::Result<Conn> {
    let mut conn =
        Conn::establish(&with_link_timeouts(url)).context("the database cannot be opened")?;
    set_up(&mut conn)?;
    Ok(conn)
}
