//! Shutdown of an instance while jobs run.

use super::{Note, Queue, Send, effect, in_time, note, send};
use crate::support::Engine;
use ground::jobs::{Completion, Drained, State, Task};
use rstest::rstest;
use std::future::pending;
use std::sync::Arc;
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
