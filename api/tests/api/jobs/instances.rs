//! Several instances on one database.

use super::{Note, Queue, Send, effect, in_time, note, send};
use crate::support::Engine;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::job_schedules;
use ground::db::types::SqlTime;
use ground::jobs::{self, Completion, Jobs, Schedule, Task};
use rstest::rstest;
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::sync::Notify;

fn noting(jobs: Jobs) -> Jobs {
    jobs.on(|conn: &mut Conn, job: Note| effect(conn, &job.name))
}

#[rstest]
#[tokio::test]
async fn two_instances_share_the_work_and_do_nothing_twice(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let names: BTreeSet<_> = (0..300).map(|number| format!("{number:03}")).collect();
    let notes: Vec<_> = names.iter().map(note).collect();
    queue.enqueue_all(&notes);

    let instances: Vec<_> = (0..2)
        .map(|_| noting(queue.instance()).start().unwrap())
        .collect();
    queue.until_empty().await;

    let mut effects = queue.effects();
    effects.sort_unstable();
    assert!(effects.iter().eq(&names), "{effects:?}");
    for instance in instances {
        instance.shutdown(super::LONG).await;
    }
}

#[rstest]
#[tokio::test]
async fn a_worker_whose_lease_has_expired_cannot_complete_nor_write(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let id = queue.enqueue(&send("job"));
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));

    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = queue
        .instance()
        .on_outside(move |task: Task, _: Send| {
            let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
            async move {
                tell.notify_one();
                wait.notified().await;
                let late = task.progress(1, 1, "late").await;
                assert!(late.is_err(), "the lease has expired");
                Ok(Completion::writing(|conn| effect(conn, "slow")))
            }
        })
        .start()
        .unwrap();
    in_time(begun.notified()).await;
    // It claims no more jobs, so that it does not claim this one again itself.
    let stopping = tokio::spawn(slow.shutdown(super::LONG));
    tokio::task::yield_now().await;
    queue.clock.advance(Duration::seconds(61));
    let quick = queue
        .instance()
        .on_outside(|task: Task, _: Send| async move {
            let attempt = task.attempt();
            Ok(Completion::writing(move |conn| {
                effect(conn, &format!("quick {attempt}"))
            }))
        })
        .start()
        .unwrap();
    queue.until_empty().await;
    go_on.notify_one();
    let drained = in_time(stopping).await.unwrap();

    assert_eq!(queue.effects(), ["quick 2"]);
    assert_eq!(queue.find(id), None);
    assert_eq!(drained.given_back, 0);
    quick.shutdown(super::LONG).await;
}

#[rstest]
#[tokio::test]
async fn an_expired_lease_is_worth_nothing_even_if_nobody_took_the_job(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let id = queue.enqueue(&send("job"));
    let (begun, go_on) = (Arc::new(Notify::new()), Arc::new(Notify::new()));

    let (tell, wait) = (Arc::clone(&begun), Arc::clone(&go_on));
    let slow = queue
        .instance()
        .on_outside(move |_: Task, _: Send| {
            let (tell, wait) = (Arc::clone(&tell), Arc::clone(&wait));
            async move {
                tell.notify_one();
                wait.notified().await;
                Ok(Completion::writing(|conn| effect(conn, "slow")))
            }
        })
        .start()
        .unwrap();
    in_time(begun.notified()).await;
    // It claims no more jobs, so that it does not claim this one again itself.
    let stopping = tokio::spawn(slow.shutdown(super::LONG));
    tokio::task::yield_now().await;
    queue.clock.advance(Duration::seconds(61));
    go_on.notify_one();
    in_time(stopping).await.unwrap();

    assert_eq!(queue.effects(), [""; 0]);
    assert_eq!(queue.find(id).unwrap().ended_at, None);
}

#[rstest]
#[tokio::test]
async fn a_slot_is_enqueued_once_for_all_instances(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let recurring = |_| {
        noting(queue.instance())
            .every(Schedule::daily_at(3, 30), note("daily"))
            .start()
            .unwrap()
    };

    let instances: Vec<_> = (0..2).map(recurring).collect();
    queue.clock.set("2018-02-06T03:30:00Z".parse().unwrap());
    queue
        .until("the slot is done", |queue| queue.effects().len() == 1)
        .await;
    // Three slots pass without a running instance: only the latest is enqueued.
    for instance in instances {
        instance.shutdown(super::LONG).await;
    }
    queue.clock.set("2018-02-09T12:00:00Z".parse().unwrap());
    let instances: Vec<_> = (0..2).map(recurring).collect();
    queue
        .until("the latest slot is done", |queue| {
            queue.effects().len() >= 2
        })
        .await;
    for instance in instances {
        instance.shutdown(super::LONG).await;
    }

    assert_eq!(queue.effects(), ["daily", "daily"]);
    assert_eq!(queue.all(), []);
}

#[rstest]
#[tokio::test]
async fn a_slot_adds_nothing_while_the_job_of_an_earlier_one_has_not_ended(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let hourly = Schedule::every(Duration::hours(1));
    let instance = queue
        .instance()
        .on_outside(|_: Task, _: Send| std::future::pending())
        .every(hourly, send("hourly"))
        .start()
        .unwrap();
    for hour in 10..13 {
        let slot = format!("2018-02-05T{hour}:00:00Z");
        queue.clock.set(slot.parse().unwrap());
        queue
            .until("the slot has been looked at", |queue| {
                latest_slot(queue) == queue.clock.now()
            })
            .await;
    }
    in_time(instance.shutdown(std::time::Duration::ZERO)).await;

    assert_eq!(queue.all().len(), 1);
}

fn latest_slot(queue: &Queue) -> DateTime<Utc> {
    let slot: SqlTime = queue
        .db
        .read_now(|conn| {
            let slots = job_schedules::table.select(job_schedules::slot_at);
            Ok(slots.first(conn)?)
        })
        .unwrap();
    slot.0
}

#[rstest]
#[tokio::test]
async fn a_clock_that_moves_back_starts_no_slot_twice_and_loses_no_job(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let queue = Queue::open(engine).await;
    let instance = noting(queue.instance())
        .every(Schedule::daily_at(3, 30), note("daily"))
        .start()
        .unwrap();
    let (morning, slot) = (
        "2018-02-06T02:00:00Z".parse::<DateTime<Utc>>().unwrap(),
        "2018-02-06T03:30:00Z".parse::<DateTime<Utc>>().unwrap(),
    );
    queue.clock.set(slot);
    queue
        .until("the slot is done", |queue| queue.effects() == ["daily"])
        .await;
    let waiting = queue
        .db
        .write_now(|conn| {
            jobs::enqueue_at(
                conn,
                &queue.clock,
                &note("later"),
                slot + Duration::minutes(1),
            )
        })
        .unwrap();

    // Back before the slot: what is enqueued now runs now, and gets an identifier after those before.
    queue.clock.set(morning);
    let early = queue.enqueue(&note("early"));
    assert!(early > waiting);
    queue
        .until("the new job is done", |queue| queue.effects().len() == 2)
        .await;
    // The slot begins a second time; the jobs behind it show that it was looked at.
    queue.clock.set(slot + Duration::minutes(1));
    queue
        .until("the job that waited is done", |queue| {
            queue.effects().len() == 3
        })
        .await;
    queue.enqueue(&note("last"));
    queue
        .until("the last job is done", |queue| queue.effects().len() == 4)
        .await;
    assert_eq!(queue.effects(), ["daily", "early", "later", "last"]);

    queue.clock.set(slot + Duration::days(1));
    queue
        .until("the next slot is done", |queue| queue.effects().len() == 5)
        .await;
    instance.shutdown(super::LONG).await;
    assert_eq!(queue.effects()[4], "daily");
    assert_eq!(queue.all(), []);
}
