//! Life cycle of a job, from its enqueuing to its end.

use super::{Note, Queue, Send, effect, in_time, note, send};
use crate::support::Engine;
use anyhow::anyhow;
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Completion, Failure, JobQuery, Kind, Progress, State, Task};
use rstest::rstest;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Notify;

/// A job that stays readable for a day.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Import {
    rows: u64,
}

impl Kind for Import {
    const NAME: &'static str = "test.import";
    const KEEP: Option<Duration> = Some(Duration::days(1));
}

fn refused() -> Error {
    anyhow!("the printer is on fire").into()
}

#[rstest]
#[tokio::test]
async fn a_job_is_enqueued_with_its_transaction_or_not_at_all(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;

    let rolled_back = queue.db.write_now(|conn| {
        jobs::enqueue(conn, &queue.clock, &note("never"))?;
        Err::<(), _>(refused())
    });
    queue.enqueue(&note("once"));
    let running = queue
        .instance()
        .on(|conn, job: Note| effect(conn, &job.name))
        .start()
        .unwrap();
    queue.until_empty().await;

    rolled_back.unwrap_err();
    assert_eq!(queue.effects(), ["once"]);
    assert_eq!(queue.all(), []);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn what_a_failed_attempt_wrote_is_rolled_back_and_the_next_one_comes_later(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let attempts = Arc::new(AtomicU32::new(0));
    let id = queue.enqueue(&note("written"));

    let counted = Arc::clone(&attempts);
    let running = queue
        .instance()
        .on(move |conn, job: Note| {
            effect(conn, &job.name)?;
            match counted.fetch_add(1, Ordering::SeqCst) {
                0 => Err(refused()),
                _ => Ok(()),
            }
        })
        .start()
        .unwrap();
    queue
        .until("the first attempt has failed", |queue| {
            queue.find(id).unwrap().last_error.is_some()
        })
        .await;
    let failed = queue.find(id).unwrap();
    let effects = queue.effects();
    queue.clock.advance(Duration::seconds(10));
    queue.until_empty().await;

    assert_eq!(failed.state, State::Waiting);
    assert_eq!(failed.attempts, 1);
    assert_eq!(failed.last_error.as_deref(), Some("the printer is on fire"));
    let wait = failed.due_at.unwrap() - failed.created_at;
    assert!(
        Duration::seconds(5) <= wait && wait <= Duration::seconds(10),
        "{wait}"
    );
    assert_eq!(effects, [""; 0]);
    assert_eq!(queue.effects(), ["written"]);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn after_its_last_attempt_a_job_is_dead_and_can_be_replayed_or_discarded(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let broken = Arc::new(AtomicU32::new(1));
    let [replayed, discarded, good] =
        ["replayed", "discarded", "good"].map(|name| queue.enqueue(&note(name)));

    let state = Arc::clone(&broken);
    let running = queue
        .instance()
        .on(move |conn, job: Note| {
            effect(conn, &job.name)?;
            match (job.name.as_str(), state.load(Ordering::SeqCst)) {
                ("good", _) | (_, 0) => Ok(()),
                ("discarded", _) => panic!("at the disco"),
                _ => Err(refused()),
            }
        })
        .start()
        .unwrap();
    for attempt in 1..=3 {
        queue
            .until("each attempt has failed", |queue| {
                [replayed, discarded].iter().all(|id| {
                    let job = queue.find(*id).unwrap();
                    job.attempts == attempt && job.state != State::Running
                })
            })
            .await;
        queue.clock.advance(Duration::seconds(10));
    }
    let dead = JobQuery {
        state: Some(State::Dead),
        limit: 10,
        ..JobQuery::default()
    };
    let list = || queue.db.read_now(|conn| jobs::list(conn, &dead)).unwrap();
    let before = list();
    broken.store(0, Ordering::SeqCst);
    let answers = queue
        .db
        .write_now(|conn| {
            Ok((
                jobs::replay(conn, &queue.clock, replayed)?,
                jobs::replay(conn, &queue.clock, good)?,
                jobs::discard(conn, discarded)?,
                jobs::discard(conn, replayed)?,
            ))
        })
        .unwrap();
    queue.until_empty().await;

    assert_eq!(
        before.iter().map(|job| job.id).collect::<Vec<_>>(),
        [discarded, replayed]
    );
    assert!(before.iter().all(|job| job.due_at.is_none()));
    assert_eq!(
        before[0].last_error.as_deref(),
        Some("the handler panicked: at the disco")
    );
    assert_eq!(answers, (true, false, true, false));
    assert_eq!(list(), []);
    assert_eq!(queue.effects(), ["good", "replayed"]);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn a_job_whose_payload_cannot_be_read_or_whose_kind_is_unknown_does_no_harm(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    /// [`Note`] as another release writes it.
    #[derive(Debug, Serialize, Deserialize)]
    struct Other {
        title: u32,
    }
    impl Kind for Other {
        const NAME: &'static str = Note::NAME;
    }
    let queue = Queue::open(engine).await;
    let unreadable = queue.enqueue(&Other { title: 1 });
    let unknown = queue.enqueue(&send("for another instance"));
    queue.enqueue(&note("good"));

    let running = queue
        .instance()
        .on(|conn, job: Note| effect(conn, &job.name))
        .start()
        .unwrap();
    queue
        .until(
            "the good one is done, the unreadable one has failed",
            |queue| {
                queue.effects().len() == 1 && queue.find(unreadable).unwrap().last_error.is_some()
            },
        )
        .await;

    let unreadable = queue.find(unreadable).unwrap();
    assert_eq!(unreadable.state, State::Waiting);
    let error = unreadable.last_error.expect("an error");
    assert!(
        error.starts_with("payload of a job `test.note`: missing field `name`"),
        "{error}"
    );
    assert_eq!(queue.find(unknown).unwrap().attempts, 0);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn a_page_can_follow_a_job_until_it_is_done_and_for_as_long_as_it_is_kept(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let id = queue.enqueue(&Import { rows: 3 });
    let (reported, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));

    let (tell, wait) = (Arc::clone(&reported), Arc::clone(&go_on));
    let running = queue
        .instance()
        .on_outside(move |task: Task, job: Import| {
            let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
            async move {
                task.progress(1, job.rows, "ligne 1 sur 3").await?;
                tell.notify_one();
                wait.notified().await;
                Ok(Completion::writing(|conn| effect(conn, "imported")))
            }
        })
        .start()
        .unwrap();
    in_time(reported.notified()).await;
    let half_way = queue.find(id).unwrap();
    go_on.notify_one();
    queue.until_empty().await;
    let done = queue.find(id).unwrap();
    queue.clock.advance(Duration::days(1) + Duration::hours(1));
    queue
        .until("what is done is forgotten", |queue| {
            queue.find(id).is_none()
        })
        .await;

    assert_eq!(half_way.state, State::Running);
    assert_eq!(
        half_way.progress,
        Some(Progress {
            done: 1,
            total: 3,
            text: "ligne 1 sur 3".to_owned()
        })
    );
    assert_eq!(done.state, State::Done);
    assert_eq!(done.ended_at, Some(queue.clock.now() - Duration::hours(25)));
    assert_eq!(queue.effects(), ["imported"]);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn of_jobs_with_one_key_one_waits_at_a_time(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let once = |name: &str| {
        queue
            .db
            .write_now(|conn| jobs::enqueue_once(conn, &queue.clock, "key", &note(name)))
            .unwrap()
    };

    let first = once("first");
    let second = once("second");
    let running = queue
        .instance()
        .on(|conn, job: Note| effect(conn, &job.name))
        .start()
        .unwrap();
    queue.until_empty().await;
    let third = once("third");
    queue.until_empty().await;

    assert!(first.is_some() && third.is_some());
    assert_eq!(second, None);
    assert_eq!(queue.effects(), ["first", "third"]);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn a_job_for_later_waits_for_its_time(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let at = queue.clock.now() + Duration::hours(1);
    let later = queue
        .db
        .write_now(|conn| jobs::enqueue_at(conn, &queue.clock, &note("later"), at))
        .unwrap();
    queue.enqueue(&note("now"));

    let running = queue
        .instance()
        .on(|conn, job: Note| effect(conn, &job.name))
        .start()
        .unwrap();
    queue
        .until("the job of now is done", |queue| queue.all().len() == 1)
        .await;
    let attempts = queue.find(later).unwrap().attempts;
    queue.clock.set(at);
    queue.until_empty().await;

    assert_eq!(attempts, 0);
    assert_eq!(queue.effects(), ["now", "later"]);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn what_completes_an_outside_job_is_tried_again_with_it_when_it_fails(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let ids = queue.enqueue_all(&["bad", "good", "good"].map(send));

    let running = queue
        .instance()
        .on_outside(|task: Task, job: Send| async move {
            Ok(Completion::writing(move |conn: &mut Conn| {
                effect(conn, &format!("{} {}", job.name, task.attempt()))?;
                match (job.name.as_str(), task.attempt()) {
                    ("bad", 1) => Err(refused()),
                    _ => Ok(()),
                }
            }))
        })
        .start()
        .unwrap();
    queue
        .until("the good ones are done, the bad one has failed", |queue| {
            queue.effects().len() == 2 && queue.find(ids[0]).unwrap().last_error.is_some()
        })
        .await;
    queue.clock.advance(Duration::seconds(10));
    queue.until_empty().await;

    assert_eq!(queue.effects(), ["good 1", "good 1", "bad 2"]);
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn what_a_failed_attempt_asks_for_is_written_with_its_failure(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let id = queue.enqueue(&send("job"));

    let running = queue
        .instance()
        .on_outside(|_: Task, _: Send| async move {
            Err(Failure::from(refused()).writing(|conn| effect(conn, "failed")))
        })
        .start()
        .unwrap();
    queue
        .until("the effect is there", |queue| queue.effects().len() == 1)
        .await;

    let job = queue.find(id).unwrap();
    assert_eq!(job.state, State::Waiting);
    assert_eq!(job.last_error.as_deref(), Some("the printer is on fire"));
    running.shutdown(super::LONG).await;
}

#[tokio::test]
async fn a_registry_that_cannot_work_does_not_start() {
    /// A kind that SQL could misread.
    #[derive(Debug, Serialize, Deserialize)]
    struct Quoted {}
    impl Kind for Quoted {
        const NAME: &'static str = "it's";
    }
    let queue = Queue::open(Engine::Sqlite).await;
    let every = || jobs::Schedule::every(Duration::hours(1));
    let fine = |_: &mut Conn, _: Note| Ok(());

    let twice = queue.instance().on(fine).on(fine).start().unwrap_err();
    let orphan = queue
        .instance()
        .every(every(), note("x"))
        .start()
        .unwrap_err();
    let quoted = queue
        .instance()
        .on(|_: &mut Conn, Quoted {}| Ok(()))
        .start()
        .unwrap_err();

    assert_eq!(twice.to_string(), "the kind `test.note` has two handlers");
    assert_eq!(
        orphan.to_string(),
        "the recurring kind `test.note` has no handler"
    );
    assert_eq!(quoted.to_string(), "a job cannot have the kind `it's`");
}
