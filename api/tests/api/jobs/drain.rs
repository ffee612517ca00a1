//! Shutdown of an instance while jobs run.

use super::{Note, POLL, Queue, Send, effect, in_time, note, send};
use crate::support::Engine;
use ground::jobs::{self, Completion, Drained, State, Task};
use rstest::rstest;
use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;

#[rstest]
#[tokio::test]
async fn an_instance_that_stops_ends_what_it_has_begun_and_claims_no_more(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let first = queue.enqueue(&send("begun"));
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));

    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go_on));
    let running = queue
        .instance()
        .on_outside(move |_: Task, job: Send| {
            let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
            async move {
                tell.notify_one();
                wait.notified().await;
                Ok(Completion::writing(move |conn| effect(conn, &job.name)))
            }
        })
        .on(|conn, job: Note| effect(conn, &job.name))
        .start()
        .unwrap();
    in_time(begun.notified()).await;
    let stopping = tokio::spawn(running.shutdown(super::LONG));
    // The workers are notified before anything else happens: this runtime has one thread.
    tokio::task::yield_now().await;
    let later = [queue.enqueue(&send("later")), queue.enqueue(&note("later"))];
    go_on.notify_one();
    let drained = in_time(stopping).await.unwrap();

    assert_eq!(drained, Drained { given_back: 0 });
    assert_eq!(queue.find(first), None);
    assert_eq!(queue.effects(), ["begun"]);
    for id in later {
        let job = queue.find(id).unwrap();
        assert_eq!((job.state, job.attempts), (State::Waiting, 0));
    }
}

#[rstest]
#[tokio::test]
async fn what_does_not_end_in_time_is_given_back_and_due_at_once(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let id = queue.enqueue(&send("slow"));
    let begun = Arc::new(Notify::new());

    let tell = Arc::clone(&begun);
    let running = queue
        .instance()
        .on_outside(move |_: Task, _: Send| {
            tell.notify_one();
            pending()
        })
        .start()
        .unwrap();
    in_time(begun.notified()).await;
    let drained = in_time(running.shutdown(Duration::ZERO)).await;
    let given_back = queue.find(id).unwrap();
    let next = queue
        .instance()
        .on_outside(|task: Task, _: Send| async move {
            let attempt = task.attempt();
            Ok(Completion::writing(move |conn| {
                effect(conn, &format!("attempt {attempt}"))
            }))
        })
        .start()
        .unwrap();
    queue.until_empty().await;

    assert_eq!(drained, Drained { given_back: 1 });
    assert_eq!(given_back.state, State::Waiting);
    assert_eq!(given_back.due_at, Some(queue.clock.now()));
    assert_eq!(queue.effects(), ["attempt 1"]);
    next.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn a_claim_that_outlives_its_worker_is_given_back_too(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    queue.enqueue(&send("slow"));
    let begun = Arc::new(Notify::new());
    let tell = Arc::clone(&begun);
    let running = queue
        .instance()
        .on_outside(move |_: Task, _: Send| {
            tell.notify_one();
            pending()
        })
        .start()
        .unwrap();
    in_time(begun.notified()).await;
    let in_a_minute = queue.clock.now() + chrono::Duration::minutes(1);
    let second = queue
        .db
        .write_now(|conn| jobs::enqueue_at(conn, &queue.clock, &send("second"), in_a_minute))
        .unwrap();

    // Claims wait for this transaction; the queue can be read meanwhile.
    let (db, go_on) = (queue.db.clone(), Arc::new(AtomicBool::new(false)));
    let (locked, lock) = tokio::sync::oneshot::channel();
    let (mut locked, end) = (Some(locked), Arc::clone(&go_on));
    let blocks = tokio::task::spawn_blocking(move || {
        db.write_now(|conn| {
            // SQLite has locked the file already.
            if engine == Engine::Postgres {
                let lock = diesel::sql_query("LOCK TABLE jobs IN EXCLUSIVE MODE");
                diesel::RunQueryDsl::execute(lock, conn)?;
            }
            locked.take().map(|locked| locked.send(()));
            while !end.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(1));
            }
            Ok(())
        })
    });
    in_time(lock).await.unwrap();
    queue.clock.advance(chrono::Duration::minutes(1));
    // Time for the worker to begin its claim; one that has not begun is never made.
    tokio::time::sleep(10 * POLL).await;
    let stopping = tokio::spawn(running.shutdown(Duration::ZERO));
    tokio::time::sleep(POLL).await;
    go_on.store(true, Ordering::SeqCst);
    in_time(blocks).await.unwrap().unwrap();
    in_time(stopping).await.unwrap();

    assert_eq!(queue.find(second).unwrap().state, State::Waiting);
    let next = queue
        .instance()
        .on_outside(|_: Task, job: Send| async move {
            Ok(Completion::writing(move |conn| effect(conn, &job.name)))
        })
        .start()
        .unwrap();
    queue.until_empty().await;
    let mut effects = queue.effects();
    effects.sort_unstable();
    assert_eq!(effects, ["second", "slow"]);
    next.shutdown(super::LONG).await;
}
