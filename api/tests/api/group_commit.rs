//! Transactions that wait at the same time share one commit, and each still succeeds or fails on its own.

use crate::support::{Engine, TestApp, awaited};
use ground::db::{Conn, Db};
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use rstest::rstest;
use shared::id::EventId;
use shared::problem::Code;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// More than the writers of any engine.
const BLOCKERS: u128 = 4;

/// Keeps every writer busy until it is dropped, so that what is written meanwhile waits together.
struct Blocked(Arc<AtomicBool>);

impl Blocked {
    async fn of(db: &Db) -> Self {
        let released = Arc::new(AtomicBool::new(false));
        for _ in 0..BLOCKERS {
            let (db, released) = (db.clone(), Arc::clone(&released));
            tokio::spawn(async move {
                db.write(move |_conn| {
                    while !released.load(Ordering::SeqCst) {
                        std::thread::sleep(Duration::from_millis(1));
                    }
                    Ok(())
                })
                .await
            });
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
        Self(released)
    }
}

impl Drop for Blocked {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn subject(number: u128) -> Subject {
    Subject::Event(EventId(Uuid::from_u128(number)))
}

fn append(conn: &mut Conn, app: &TestApp, number: u128) -> Result<i64, Error> {
    let entry = Entry {
        by: By::System,
        subject: subject(number),
        edition: None,
        kind: "event.tried",
        payload: serde_json::json!({}),
    };
    log::append(conn, app.clock.now(), &entry)
}

/// Numbers of the transactions whose row is in the log.
fn stored(db: &Db) -> Vec<u128> {
    let records = db.read_now(|conn| log::since(conn, 0, 1_000)).unwrap();
    let mut numbers: Vec<_> = records
        .iter()
        .map(|record| record.subject_id.as_u128())
        .collect();
    numbers.sort_unstable();
    numbers
}

/// Writes a row for each of `numbers` while the writers are busy, and ends each transaction as `end` says.
async fn write_together(
    app: &Arc<TestApp>,
    numbers: std::ops::Range<u128>,
    end: impl Fn(u128) -> Result<(), Error> + Copy + Send + 'static,
) -> Vec<(u128, Result<(), Error>)> {
    let db = &app.platform.services.db;
    let blocked = Blocked::of(db).await;
    let mut writes = JoinSet::new();
    for number in numbers {
        let (db, app) = (db.clone(), Arc::clone(app));
        writes.spawn(async move {
            let written = db.write(move |conn| {
                append(conn, &app, number)?;
                end(number)
            });
            (number, written.await)
        });
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(blocked);
    writes.join_all().await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_transaction_leaves_nothing_and_disturbs_no_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = Arc::new(TestApp::start(engine).await);

    let results = write_together(&app, 0..30, |number| {
        if number % 5 == 0 {
            Err(Error::not_found())
        } else {
            Ok(())
        }
    })
    .await;

    for (number, result) in results {
        let code = result.err().map(|error| error.code());
        assert_eq!(
            code,
            (number % 5 == 0).then_some(Code::NotFound),
            "{number}"
        );
    }
    let expected: Vec<_> = (0..30).filter(|number| number % 5 != 0).collect();
    assert_eq!(stored(&app.platform.services.db), expected);
    let report = app
        .platform
        .services
        .db
        .read_now(|conn| log::verify(conn, &[]))
        .unwrap();
    assert_eq!(report.error, None);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_failed_transaction_fails_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[values("error", "panic", "statement")] how: &'static str,
) {
    let app = Arc::new(TestApp::start(engine).await);
    let db = app.platform.services.db.clone();

    let blocked = Blocked::of(&db).await;
    let mut writes = JoinSet::new();
    for number in 0..20_u128 {
        let (db, app) = (db.clone(), Arc::clone(&app));
        writes.spawn(async move {
            let written = db.write(move |conn| {
                append(conn, &app, number)?;
                match how {
                    _ if number != 7 => Ok(()),
                    "error" => Err(anyhow::anyhow!("a fault of the program").into()),
                    "panic" => std::panic::panic_any("a panic in a transaction"),
                    _ => {
                        diesel::RunQueryDsl::execute(diesel::sql_query("SELECT nonsense"), conn)?;
                        Ok(())
                    }
                }
            });
            (number, written.await)
        });
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    drop(blocked);

    for (number, result) in writes.join_all().await {
        let code = result.err().map(|error| error.code());
        assert_eq!(code, (number == 7).then_some(Code::Internal), "{number}");
    }
    let expected: Vec<_> = (0..20).filter(|number| *number != 7).collect();
    assert_eq!(stored(&db), expected);
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn transactions_that_wait_together_share_commits(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = Arc::new(TestApp::start(engine).await);
    let db = app.platform.services.db.clone();
    let before = *db.committed().borrow();

    let results = write_together(&app, 0..60, |_| Ok(())).await;

    assert!(results.iter().all(|(_, result)| result.is_ok()));
    assert_eq!(stored(&db).len(), 60);
    let commits = *db.committed().borrow() - before;
    assert!(commits < 30, "{commits} commits for 60 transactions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_writer_of_its_own_thread_gets_its_turn_beside_a_busy_queue() {
    let app = Arc::new(TestApp::start(Engine::Sqlite).await);
    let db = app.platform.services.db.clone();
    let (busy, queued) = (Arc::new(AtomicBool::new(true)), Arc::new(AtomicU32::new(0)));
    let mut floods = JoinSet::new();
    for _ in 0..8 {
        let (db, busy, queued) = (db.clone(), Arc::clone(&busy), Arc::clone(&queued));
        floods.spawn(async move {
            while busy.load(Ordering::SeqCst) {
                db.write(|_conn| Ok(())).await.unwrap();
                queued.fetch_add(1, Ordering::SeqCst);
            }
        });
    }

    awaited("a busy queue", async || {
        (queued.load(Ordering::SeqCst) > 0).then_some(())
    })
    .await;
    let alone = tokio::task::spawn_blocking(move || {
        for number in 0..20 {
            db.write_now(|conn| append(conn, &app, number)).unwrap();
        }
    });
    alone.await.unwrap();
    busy.store(false, Ordering::SeqCst);
    floods.join_all().await;
}
