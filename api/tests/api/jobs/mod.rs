//! The queue of background jobs, on both engines, without a server around it.
//!
//! The effect of a job is one row in a table `effects`: a job that ran twice has two rows.

mod crash;
mod drain;
mod fairness;
mod housekeeping;
mod instances;
mod lifecycle;

use crate::support::{Database, Engine, PATIENCE, sqlite};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_query;
use diesel::sql_types::Text;
use ground::clock::Clock;
use ground::db::{Conn, Db};
use ground::error::Error;
use ground::jobs::{self, Job, JobId, Jobs, Kind, Retry};
use serde::{Deserialize, Serialize};
use std::time::Duration;
use tempfile::TempDir;

/// Time at which the tests begin.
const NOW: &str = "2018-02-05T09:00:00Z";
/// Interval at which an instance checks the queue for changes of others.
pub(crate) const POLL: Duration = Duration::from_millis(10);
/// Time that an instance has to stop; longer than any job takes that ends by itself.
const LONG: Duration = Duration::from_mins(1);

/// A job whose only effect is a row with its name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Note {
    name: String,
}

impl Kind for Note {
    const NAME: &'static str = "test.note";
    const RETRY: Retry = RETRY;
}

/// A job with an effect outside the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Send {
    name: String,
}

impl Kind for Send {
    const NAME: &'static str = "test.send";
    const RETRY: Retry = RETRY;
    const PARALLEL: usize = 4;
}

/// Three attempts, ten seconds apart at most.
const RETRY: Retry = Retry {
    attempts: 3,
    first: chrono::Duration::seconds(10),
    longest: chrono::Duration::seconds(10),
};

fn note(name: impl Into<String>) -> Note {
    Note { name: name.into() }
}

fn send(name: impl Into<String>) -> Send {
    Send { name: name.into() }
}

/// An empty queue on a database of its own.
struct Queue {
    url: String,
    db: Db,
    clock: Clock,
    _database: Option<Database>,
    _folder: TempDir,
}

#[derive(Debug, QueryableByName)]
struct Effect {
    #[diesel(sql_type = Text)]
    name: String,
}

impl Queue {
    async fn open(engine: Engine) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database = match engine {
            Engine::Postgres => Some(tokio::task::spawn_blocking(Database::create).await.unwrap()),
            Engine::Sqlite => {
                sqlite::create(&folder.path().join("test.sqlite"));
                None
            }
        };
        let url = database.as_ref().map_or_else(
            || folder.path().join("test.sqlite").display().to_string(),
            |database| database.url.clone(),
        );
        let db = Db::open(&url, 6).unwrap();
        db.migrate().unwrap();
        db.write_now(|conn| {
            let table = "CREATE TABLE effects (number BIGINT NOT NULL, name TEXT NOT NULL)";
            Ok(sql_query(table).execute(conn)?)
        })
        .unwrap();
        Self {
            url,
            db,
            clock: Clock::fixed(NOW.parse::<DateTime<Utc>>().unwrap()),
            _database: database,
            _folder: folder,
        }
    }

    /// An instance without kinds; it has a pool of its own, as if it were another process.
    fn instance(&self) -> Jobs {
        Jobs::new(Db::open(&self.url, 4).unwrap(), self.clock.clone()).polling(POLL)
    }

    fn enqueue<K: Kind>(&self, payload: &K) -> JobId {
        self.db
            .write_now(|conn| jobs::enqueue(conn, &self.clock, payload))
            .unwrap()
    }

    fn enqueue_all<K: Kind>(&self, payloads: &[K]) -> Vec<JobId> {
        self.db
            .write_now(|conn| jobs::enqueue_all(conn, &self.clock, payloads))
            .unwrap()
    }

    fn find(&self, id: JobId) -> Option<Job> {
        self.db.read_now(|conn| jobs::find(conn, id)).unwrap()
    }

    /// Jobs in the table, whatever their state.
    fn all(&self) -> Vec<Job> {
        let all = jobs::JobQuery {
            limit: 100_000,
            ..jobs::JobQuery::default()
        };
        self.db.read_now(|conn| jobs::list(conn, &all)).unwrap()
    }

    /// Names of the effects, in the order in which they happened.
    fn effects(&self) -> Vec<String> {
        let rows: Vec<Effect> = self
            .db
            .read_now(|conn| Ok(sql_query("SELECT name FROM effects ORDER BY number").load(conn)?))
            .unwrap();
        rows.into_iter().map(|row| row.name).collect()
    }

    /// Waits until the queue is in the expected state. Another process may change it, so it is read again and again.
    async fn until(&self, what: &str, mut reached: impl FnMut(&Self) -> bool) {
        let reached = async {
            while !reached(self) {
                tokio::time::sleep(POLL).await;
            }
        };
        tokio::time::timeout(PATIENCE, reached)
            .await
            .unwrap_or_else(|_| panic!("not reached: {what}; {:?}", self.all()));
    }

    /// Waits until no job waits or runs.
    async fn until_empty(&self) {
        self.until("an empty queue", |queue| {
            queue.all().iter().all(|job| job.ended_at.is_some())
        })
        .await;
    }
}

/// Adds a row to the effects; inside a transaction, it is rolled back with it.
fn effect(conn: &mut Conn, name: &str) -> Result<(), Error> {
    let insert =
        "INSERT INTO effects (number, name) SELECT coalesce(max(number), 0) + 1, '$' FROM effects";
    sql_query(insert.replace('$', name)).execute(conn)?;
    Ok(())
}

/// Waits for the result of another task, and fails after [`PATIENCE`].
pub(crate) async fn in_time<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what)
        .await
        .expect("it happens in time")
}
