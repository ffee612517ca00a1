//! Workers that die at any point: nothing is lost, and nothing is done twice.

use super::{Note, POLL, Queue, Send, effect, note, send};
use crate::support::Engine;
use anyhow::anyhow;
use chrono::Duration;
use ground::clock::Clock;
use ground::db::Db;
use ground::jobs::{Completion, Jobs, Kind, Retry, State, Task};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use rstest::rstest;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::future::pending;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// Longer than a lease and than any wait after a failure.
const LATER: Duration = Duration::seconds(61);
/// Never out of attempts.
const PATIENT: Retry = Retry {
    attempts: 10_000,
    first: Duration::seconds(10),
    longest: Duration::seconds(10),
};

/// A job of the database.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Count {
    number: usize,
}

impl Kind for Count {
    const NAME: &'static str = "test.count";
    const RETRY: Retry = PATIENT;
    const PARALLEL: usize = 2;
    const BATCH: u16 = 4;
}

/// A job with an effect outside.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Post {
    number: usize,
}

impl Kind for Post {
    const NAME: &'static str = "test.post";
    const RETRY: Retry = PATIENT;
    const PARALLEL: usize = 3;
}

/// Outcome of one run of a handler.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Done,
    Fails,
    Panics,
    /// Its worker dies before it ends.
    Hangs,
}

#[derive(Debug, Clone)]
struct Plan {
    /// Jobs of each kind.
    jobs: usize,
    /// Fates, dealt in turn.
    fates: Vec<Fate>,
    /// Numbers of transactions after which the instances of each life die.
    lives: Vec<u64>,
}

fn plans() -> impl Strategy<Value = Plan> {
    let fate = prop_oneof![
        4 => Just(Fate::Done),
        1 => Just(Fate::Fails),
        1 => Just(Fate::Panics),
        1 => Just(Fate::Hangs),
    ];
    (
        1..20_usize,
        prop::collection::vec(fate, 1..30),
        prop::collection::vec(0..12_u64, 1..5),
    )
        .prop_map(|(jobs, fates, lives)| Plan { jobs, fates, lives })
}

/// State that the handlers share.
struct World {
    fates: Vec<Fate>,
    dealt: AtomicUsize,
    /// True in the last life, in which every run succeeds.
    well: AtomicBool,
    /// Effects outside, by job.
    posted: Mutex<BTreeMap<usize, usize>>,
}

impl World {
    fn deal(&self) -> Fate {
        let turn = self.dealt.fetch_add(1, Ordering::SeqCst);
        if self.well.load(Ordering::SeqCst) {
            Fate::Done
        } else {
            self.fates[turn % self.fates.len()]
        }
    }

    fn register(self: &Arc<Self>, jobs: Jobs) -> Jobs {
        let (counting, posting) = (Arc::clone(self), Arc::clone(self));
        jobs.on(move |conn, job: Count| {
            effect(conn, &format!("count {}", job.number))?;
            match counting.deal() {
                Fate::Done => Ok(()),
                Fate::Fails | Fate::Hangs => Err(anyhow!("as planned").into()),
                Fate::Panics => panic!("as planned"),
            }
        })
        .on_outside(move |_: Task, job: Post| {
            let world = Arc::clone(&posting);
            async move {
                let fate = world.deal();
                *world.posted.lock().unwrap().entry(job.number).or_default() += 1;
                match fate {
                    Fate::Done => Ok(Completion::writing(move |conn| {
                        effect(conn, &format!("post {}", job.number))
                    })),
                    Fate::Fails => Err(anyhow!("as planned").into()),
                    Fate::Panics => panic!("as planned"),
                    Fate::Hangs => pending().await,
                }
            }
        })
    }
}

/// Two instances that die together, and then time passes.
async fn live_and_die(queue: &Queue, world: &Arc<World>, transactions: u64) {
    let dbs = [(); 2].map(|()| Db::open(&queue.url, 4).unwrap());
    let instances = dbs.clone().map(|db| {
        let jobs = Jobs::new(db, queue.clock.clone()).polling(POLL);
        world.register(jobs).start().unwrap()
    });
    let mut committed = dbs[0].committed();
    let enough = committed.wait_for(|committed| *committed >= transactions);
    // If all jobs hang there are no more transactions; the instances then die at another moment.
    let _ = tokio::time::timeout(POLL * 5, enough).await;
    drop(instances);
    queue.clock.advance(LATER);
}

async fn nothing_is_lost_nor_done_twice(queue: &Queue, plan: Plan) {
    queue
        .db
        .write_now(|conn| {
            Ok(diesel::connection::SimpleConnection::batch_execute(
                conn,
                "DELETE FROM jobs; DELETE FROM effects",
            )?)
        })
        .unwrap();
    let numbers = 0..plan.jobs;
    queue.enqueue_all(
        &numbers
            .clone()
            .map(|number| Count { number })
            .collect::<Vec<_>>(),
    );
    queue.enqueue_all(
        &numbers
            .clone()
            .map(|number| Post { number })
            .collect::<Vec<_>>(),
    );
    let world = Arc::new(World {
        fates: plan.fates,
        dealt: AtomicUsize::new(0),
        well: AtomicBool::new(false),
        posted: Mutex::default(),
    });

    for transactions in plan.lives {
        live_and_die(queue, &world, transactions).await;
    }
    world.well.store(true, Ordering::SeqCst);
    let last = world.register(queue.instance()).start().unwrap();
    queue
        .until("all is done", |queue| {
            // Both instances wait for a lease or a delay to end.
            queue.clock.advance(LATER);
            queue.all().is_empty()
        })
        .await;
    last.shutdown(super::LONG).await;

    let mut effects = queue.effects();
    effects.sort_unstable();
    let mut wanted: Vec<_> = numbers
        .clone()
        .flat_map(|number| [format!("count {number}"), format!("post {number}")])
        .collect();
    wanted.sort_unstable();
    assert_eq!(effects, wanted);
    let posted = world.posted.lock().unwrap();
    assert!(posted.keys().copied().eq(numbers), "{posted:?}");
}

#[rstest]
fn workers_that_die_at_any_point_lose_nothing_and_do_nothing_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .unwrap();
    let queue = runtime.block_on(Queue::open(engine));
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };

    TestRunner::new(config)
        .run(&plans(), |plan| {
            runtime.block_on(nothing_is_lost_nor_done_twice(&queue, plan));
            Ok(())
        })
        .unwrap();
}

#[rstest]
#[tokio::test]
async fn a_job_that_no_worker_survives_is_dead_in_the_end(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let id = queue.enqueue(&send("deadly"));
    let start = || {
        queue
            .instance()
            .on_outside(|_: Task, _: Send| pending())
            .start()
            .unwrap()
    };

    for attempt in 1..=3 {
        let instance = start();
        queue
            .until("the next attempt runs", |queue| {
                queue.find(id).unwrap().attempts == attempt
            })
            .await;
        drop(instance);
        queue.clock.advance(LATER);
    }
    let last = start();
    queue.until_empty().await;

    let dead = queue.find(id).unwrap();
    assert_eq!((dead.state, dead.attempts), (State::Dead, 3));
    assert_eq!(
        dead.last_error.as_deref(),
        Some("no attempt was answered by its worker")
    );
    last.shutdown(super::LONG).await;
}

/// The database of a [`Worker`], if this process is one.
const DATABASE: &str = "JOBS_TEST_DATABASE";
/// File that its jobs write to.
const FILE: &str = "JOBS_TEST_FILE";
/// The time of its clock.
const TIME: &str = "JOBS_TEST_TIME";

/// A process that works on the queue until it is killed.
struct Worker(Child);

impl Worker {
    fn start(queue: &Queue, file: &Path) -> Self {
        let process = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "jobs::crash::a_process_that_works_until_it_is_killed",
            ])
            .env(DATABASE, &queue.url)
            .env(FILE, file)
            .env(TIME, queue.clock.now().to_rfc3339())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(process)
    }
}

impl Drop for Worker {
    /// Sends SIGKILL: no shutdown, nothing flushed.
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn killable(jobs: Jobs, file: PathBuf) -> Jobs {
    jobs.on(|conn, job: Note| effect(conn, &job.name))
        .on_outside(move |_: Task, job: Send| {
            let file = file.clone();
            async move {
                let mut file = OpenOptions::new().append(true).create(true).open(file)?;
                file.write_all(format!("{}\n", job.name).as_bytes())?;
                Ok(Completion::writing(move |conn| effect(conn, &job.name)))
            }
        })
}

/// Not a test: the process that [`Worker`] starts. Without its variables it does nothing.
#[tokio::test]
async fn a_process_that_works_until_it_is_killed() {
    let variable = |name| Some(std::env::var_os(name)?.into_string().unwrap());
    let (Some(url), Some(file), Some(time)) = (variable(DATABASE), variable(FILE), variable(TIME))
    else {
        return;
    };
    let clock = Clock::fixed(time.parse().unwrap());
    let jobs = Jobs::new(Db::open(&url, 4).unwrap(), clock).polling(POLL);
    let _running = killable(jobs, file.into()).start().unwrap();
    pending::<()>().await;
}

#[rstest]
#[tokio::test]
async fn processes_that_are_killed_lose_nothing_and_do_nothing_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    const KILLS: usize = 3;
    const JOBS: usize = 600;
    let queue = Queue::open(engine).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sent");
    let names = |kind: &str| -> Vec<String> {
        (0..JOBS)
            .map(|number| format!("{kind} {number:03}"))
            .collect()
    };
    queue.enqueue_all(&names("note").iter().map(note).collect::<Vec<_>>());
    queue.enqueue_all(&names("send").iter().map(send).collect::<Vec<_>>());

    for kill in 1..=KILLS {
        let workers = [(); 2].map(|()| Worker::start(&queue, &file));
        let enough = kill * 2 * JOBS / (KILLS + 2);
        queue
            .until("the workers have done something", |queue| {
                queue.effects().len() >= enough
            })
            .await;
        drop(workers);
        queue.clock.advance(LATER);
    }
    let last = killable(queue.instance(), file.clone()).start().unwrap();
    queue.until_empty().await;
    last.shutdown(super::LONG).await;

    let mut effects = queue.effects();
    effects.sort_unstable();
    assert_eq!(effects, [names("note"), names("send")].concat());
    let sent = fs::read_to_string(&file).unwrap();
    let mut sent: Vec<_> = sent.lines().collect();
    sent.sort_unstable();
    sent.dedup();
    assert_eq!(sent, names("send"));
    assert_eq!(queue.all(), []);
}
