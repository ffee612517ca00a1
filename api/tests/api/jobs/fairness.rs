//! A kind with many jobs, or with jobs that never end, does not delay the others.

use super::{Queue, Send, effect, in_time, note, send};
use crate::support::Engine;
use ground::jobs::{Completion, Kind, Task};
use rstest::rstest;
use serde::{Deserialize, Serialize};
use std::future::pending;

/// A kind with very many jobs.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Noise {}

impl Kind for Noise {
    const NAME: &'static str = "test.noise";
    const BATCH: u16 = 10;
}

#[rstest]
#[tokio::test]
async fn a_job_behind_very_many_of_another_kind_waits_for_few_of_them(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    queue.enqueue_all(&vec![Noise {}; 500]);
    queue.enqueue(&note("quiet"));

    let running = queue
        .instance()
        .transactions(1)
        .on(|conn, Noise {}| effect(conn, "noise"))
        .on(|conn, job: super::Note| effect(conn, &job.name))
        .start()
        .unwrap();
    queue.until_empty().await;

    let effects = queue.effects();
    let before = effects.iter().position(|name| name == "quiet");
    assert_eq!(effects.len(), 501);
    // One batch as a rule; a second may be claimed while the claim of the other kind waits for the database.
    assert!(before.is_some_and(|before| before <= 30), "{before:?}");
    running.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn jobs_that_never_end_hold_up_their_own_kind_alone(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    /// A kind whose jobs hang.
    #[derive(Debug, Clone, Serialize, Deserialize)]
    struct Hang {}
    impl Kind for Hang {
        const NAME: &'static str = "test.hang";
        const PARALLEL: usize = 2;
    }
    let queue = Queue::open(engine).await;
    let hanging = queue.enqueue_all(&vec![Hang {}; 3]);
    queue.enqueue(&send("outside"));
    queue.enqueue(&note("inside"));

    let running = queue
        .instance()
        .on_outside(|_: Task, Hang {}| pending())
        .on_outside(|_: Task, job: Send| async move {
            Ok(Completion::writing(move |conn| effect(conn, &job.name)))
        })
        .on(|conn, job: super::Note| effect(conn, &job.name))
        .start()
        .unwrap();
    queue
        .until("both others are done, two hang", |queue| {
            queue.effects().len() == 2
                && queue.all().iter().filter(|job| job.attempts == 1).count() == 2
        })
        .await;

    let drained = in_time(running.shutdown(std::time::Duration::ZERO)).await;

    assert_eq!(drained.given_back, 2);
    assert!(
        hanging
            .iter()
            .all(|id| queue.find(*id).unwrap().attempts == 0)
    );
}
