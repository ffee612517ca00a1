//! Transactions that wait at the same time share one commit, and each still succeeds or fails on its own.

use crate::support::{Engine, TestApp, awaited};
use ground::db::{Conn, Db};
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use rstest::rstest;
use shared::id::EventId;
use shared::problem::Code;
use std::future::poll_fn;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::Poll;
use std::time::Duration;
use tokio::task::JoinSet;
use uuid::Uuid;

/// Keeps the writer busy until it is dropped, so that what is written meanwhile waits together: with the connections of the tests,
/// either engine has one.
struct Blocked(Arc<AtomicBool>);

impl Blocked {
    async fn of(db: &Db) -> Self {
        let released = Arc::new(AtomicBool::new(false));
        let blocks = Arc::new(AtomicBool::new(false));
        let (writer, until, begun) = (db.clone(), Arc::clone(&released), Arc::clone(&blocks));
        tokio::spawn(async move {
            let block = writer.write(move |_conn| {
                begun.store(true, Ordering::SeqCst);
                while !until.load(Ordering::SeqCst) {
                    std::thread::sleep(Duration::from_millis(1));
                }
                Ok(())
            });
            block.await
        });
        awaited("a busy writer", async || {
            blocks.load(Ordering::SeqCst).then_some(())
        })
        .await;
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
    db: &Db,
    numbers: std::ops::Range<u128>,
    end: impl Fn(&mut Conn, u128) -> Result<(), Error> + Copy + Send + 'static,
) -> Vec<(u128, Result<(), Error>)> {
    let blocked = Blocked::of(db).await;
    let waiting = Arc::new(AtomicU32::new(0));
    let mut writes = JoinSet::new();
    for number in numbers {
        let (db, app, waiting) = (db.clone(), Arc::clone(app), Arc::clone(&waiting));
        writes.spawn(async move {
            let mut written = std::pin::pin!(db.write(move |conn| {
                append(conn, &app, number)?;
                end(conn, number)
            }));
            // The first poll hands the transaction over.
            let ready = poll_fn(|context| Poll::Ready(written.as_mut().poll(context))).await;
            waiting.fetch_add(1, Ordering::SeqCst);
            match ready {
                Poll::Ready(result) => (number, result),
                Poll::Pending => (number, written.await),
            }
        });
    }
    let all = u32::try_from(writes.len()).unwrap();
    awaited("transactions that wait", async || {
        (waiting.load(Ordering::SeqCst) == all).then_some(())
    })
    .await;
    drop(blocked);
    writes.join_all().await
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_rejected_transaction_leaves_nothing_and_disturbs_no_other(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = Arc::new(TestApp::start(engine).await);

    let results = write_together(&app, &app.platform.services.db, 0..30, |_conn, number| {
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

    let results = write_together(&app, &db, 0..20, move |conn, number| match how {
        _ if number != 7 => Ok(()),
        "error" => Err(anyhow::anyhow!("a fault of the program").into()),
        "panic" => std::panic::panic_any("a panic in a transaction"),
        _ => {
            diesel::RunQueryDsl::execute(diesel::sql_query("SELECT nonsense"), conn)?;
            Ok(())
        }
    })
    .await;

    for (number, result) in results {
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
    // The jobs of the server commit too, and are not counted here.
    let db = Db::open(&app.platform.config.database.url, 3).unwrap();

    let results = write_together(&app, &db, 0..60, |_conn, _| Ok(())).await;

    assert!(results.iter().all(|(_, result)| result.is_ok()));
    assert_eq!(stored(&db).len(), 60);
    let commits = *db.committed().borrow();
    assert!(commits < 30, "{commits} commits for 60 transactions");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_waits_for_a_lock_runs_one_by_one() {
    let app = Arc::new(TestApp::start(Engine::Postgres).await);
    let db = app.platform.services.db.clone();
    let locked = Arc::new(AtomicBool::new(false));
    let (holder, holds, held) = (db.clone(), Arc::clone(&app), Arc::clone(&locked));
    let holding = tokio::task::spawn_blocking(move || {
        holder.write_now(|conn| {
            append(conn, &holds, 10)?;
            held.store(true, Ordering::SeqCst);
            // Longer than a group waits.
            std::thread::sleep(Duration::from_secs(1));
            Ok(())
        })
    });
    awaited("the lock of the log", async || {
        locked.load(Ordering::SeqCst).then_some(())
    })
    .await;

    let results = write_together(&app, &db, 0..10, |_conn, _| Ok(())).await;
    holding.await.unwrap().unwrap();

    assert!(results.iter().all(|(_, result)| result.is_ok()));
    assert_eq!(stored(&db), (0..=10).collect::<Vec<_>>());
    let report = db.read_now(|conn| log::verify(conn, &[])).unwrap();
    assert_eq!(report.error, None);
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
