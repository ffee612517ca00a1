//! Throughput of the job queue: `cargo bench -p api --bench jobs -- <database> [jobs]`.
//!
//! The database is an empty one, as `postgres://…` or the path of a new SQLite file. `scripts/bench-jobs.sh` runs it on both
//! engines, beside `pgbench`.

use anyhow::Context as _;
use ground::clock::Clock;
use ground::db::Db;
use ground::jobs::{self, JobQuery, Jobs, Kind};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::panic::resume_unwind;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// Threads that enqueue a job a transaction.
const CLIENTS: usize = 8;
/// Jobs of one transaction, where a caller has many.
const AT_ONCE: usize = 100;

/// A job that does nothing but exist.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Trivial {
    number: usize,
}

impl Kind for Trivial {
    const NAME: &'static str = "bench.trivial";
    const BATCH: u16 = 250;
    const PARALLEL: usize = 2;
}

fn main() -> anyhow::Result<()> {
    // `cargo bench` adds an argument of its own.
    let mut arguments = std::env::args().skip(1).filter(|word| word != "--bench");
    let url = arguments.next().context("which database?")?;
    let jobs: usize = arguments.next().map_or(Ok(50_000), |word| word.parse())?;
    let db = Db::open(&url, 16)?;
    db.migrate()?;
    let clock = Clock::system();
    let runtime = tokio::runtime::Runtime::new()?;

    say(
        &format!("enqueued, one a transaction, {CLIENTS} clients"),
        jobs,
        || one_by_one(&db, &clock, jobs),
    )?;
    say("done, from a full queue", jobs, || {
        runtime.block_on(drain(&db, &clock, jobs))
    })?;
    say(&format!("enqueued, {AT_ONCE} a transaction"), jobs, || {
        in_batches(&db, &clock, jobs)
    })?;
    say("done, from a full queue", jobs, || {
        runtime.block_on(drain(&db, &clock, jobs))
    })?;
    say(
        &format!("enqueued ({AT_ONCE} a transaction) and done at the same time"),
        jobs,
        || {
            std::thread::scope(|scope| {
                let enqueuing = scope.spawn(|| in_batches(&db, &clock, jobs));
                runtime.block_on(drain(&db, &clock, jobs))?;
                enqueuing
                    .join()
                    .unwrap_or_else(|panic| resume_unwind(panic))
            })
        },
    )
}

/// Runs `work` and prints the number of jobs per second.
fn say(what: &str, jobs: usize, work: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<()> {
    let begun = Instant::now();
    work()?;
    #[expect(clippy::cast_precision_loss, reason = "a number of jobs")]
    let per_second = jobs as f64 / begun.elapsed().as_secs_f64();
    writeln!(std::io::stdout(), "{per_second:>9.0} jobs/s  {what}")?;
    Ok(())
}

fn one_by_one(db: &Db, clock: &Clock, jobs: usize) -> anyhow::Result<()> {
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|_| {
                scope.spawn(|| {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        if number >= jobs {
                            return anyhow::Ok(());
                        }
                        db.write_now(|conn| jobs::enqueue(conn, clock, &Trivial { number }))?;
                    }
                })
            })
            .collect();
        clients
            .into_iter()
            .try_for_each(|client| client.join().unwrap_or_else(|panic| resume_unwind(panic)))
    })
}

fn in_batches(db: &Db, clock: &Clock, jobs: usize) -> anyhow::Result<()> {
    let numbers: Vec<_> = (0..jobs).map(|number| Trivial { number }).collect();
    for batch in numbers.chunks(AT_ONCE) {
        db.write_now(|conn| jobs::enqueue_all(conn, clock, batch))?;
    }
    Ok(())
}

/// Works until this many jobs are done and none is left.
async fn drain(db: &Db, clock: &Clock, jobs: usize) -> anyhow::Result<()> {
    let ran = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&ran);
    let running = Jobs::new(db.clone(), clock.clone())
        .on(move |_, Trivial { number: _ }| {
            counted.fetch_add(1, Ordering::Relaxed);
            Ok(())
        })
        .start()?;
    let mut committed = db.committed();
    loop {
        if ran.load(Ordering::Relaxed) >= jobs && is_empty(db).await? {
            break;
        }
        committed.changed().await?;
    }
    running.shutdown(Duration::from_secs(10)).await;
    Ok(())
}

async fn is_empty(db: &Db) -> anyhow::Result<bool> {
    let any = db.read(|conn| {
        let one = JobQuery {
            limit: 1,
            ..JobQuery::default()
        };
        jobs::list(conn, &one)
    });
    Ok(any.await?.is_empty())
}
