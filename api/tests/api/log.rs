//! The log stores entries and detects tampering.

use crate::support::{Engine, TestApp};
use diesel::{RunQueryDsl as _, sql_query};
use ground::db::Db;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, ChainError, Entry, Head, Report, Subject};
use rstest::rstest;
use shared::id::EventId;

fn entry(app: &TestApp, number: usize) -> Entry {
    Entry {
        by: By::System,
        subject: Subject::Event(EventId(ids::new(&app.clock))),
        edition: None,
        kind: "event.tried",
        payload: serde_json::json!({ "number": number, "ratio": 1e21, "text": "été \u{1f3ed}" }),
    }
}

/// Appends rows, and returns the end of the log.
pub(crate) fn fill(app: &TestApp, rows: usize) -> Head {
    for number in 0..rows {
        let entry = entry(app, number);
        app.platform
            .services
            .db
            .write_now(|conn| log::append(conn, app.clock.now(), &entry))
            .unwrap();
    }
    app.platform
        .services
        .db
        .read_now(log::head)
        .unwrap()
        .unwrap()
}

/// Runs statements, separated by semicolons, behind the back of the server.
pub(crate) fn tamper(app: &TestApp, statements: &str) {
    app.platform
        .services
        .db
        .write_now(|conn| {
            for statement in statements.split("; ") {
                sql_query(statement).execute(conn)?;
            }
            Ok(())
        })
        .unwrap();
}

fn verify(db: &Db, heads: &[Head]) -> Report {
    db.read_now(|conn| log::verify(conn, heads)).unwrap()
}

#[rstest]
#[tokio::test]
async fn entries_are_numbered_without_gaps_and_verify(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;

    let earlier = fill(&app, 2);
    let head = fill(&app, 3);

    let records = app
        .platform
        .services
        .db
        .read_now(|conn| log::since(conn, 2, 2))
        .unwrap();
    assert_eq!(
        records.iter().map(|record| record.seq).collect::<Vec<_>>(),
        [3, 4]
    );
    assert_eq!(records[0].at, app.clock.now());
    let report = verify(&app.platform.services.db, &[head.clone(), earlier]);
    assert_eq!(
        (report.sound, report.head, report.error),
        (5, head.hash, None)
    );
}

#[rstest]
#[case::altered(
    "UPDATE log SET payload = '{}' WHERE seq = 3",
    ChainError::Altered(3),
    2
)]
#[case::redated(
    "UPDATE log SET at = (SELECT at FROM log WHERE seq = 3) WHERE seq = 4",
    ChainError::Altered(4),
    3
)]
#[case::removed("DELETE FROM log WHERE seq = 3", ChainError::Missing(3), 2)]
#[case::first_removed("DELETE FROM log WHERE seq = 1", ChainError::Missing(1), 0)]
#[case::closed_up(
    "DELETE FROM log WHERE seq = 3; UPDATE log SET seq = 3 WHERE seq = 4",
    ChainError::Altered(3),
    2
)]
#[case::swapped(
    "UPDATE log SET seq = 99 WHERE seq = 2; UPDATE log SET seq = 2 WHERE seq = 3; UPDATE log SET seq = 3 WHERE seq = 99",
    ChainError::Altered(2),
    1
)]
#[case::rehashed(
    "UPDATE log SET prev_hash = hash WHERE seq = 4",
    ChainError::Altered(4),
    3
)]
#[case::without_the_last(
    "DELETE FROM log WHERE seq = 5",
    ChainError::CutOff { end: 4, head: 5 },
    4
)]
#[case::without_the_last_three(
    "DELETE FROM log WHERE seq > 2",
    ChainError::CutOff { end: 2, head: 5 },
    2
)]
#[case::emptied("DELETE FROM log", ChainError::CutOff { end: 0, head: 5 }, 0)]
#[tokio::test]
async fn the_first_invalid_entry_is_named(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
    #[case] tampering: &str,
    #[case] error: ChainError,
    #[case] sound: i64,
) {
    let app = TestApp::start(engine).await;
    let mut heads = Vec::new();
    for _ in 0..5 {
        app.clock.advance(chrono::Duration::seconds(1));
        heads.push(fill(&app, 1));
    }

    tamper(&app, tampering);

    let report = verify(&app.platform.services.db, &heads);
    assert_eq!((report.error, report.sound), (Some(error), sound));
}

#[rstest]
#[tokio::test]
async fn rows_in_place_of_removed_ones_are_not_those_of_a_head(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let earlier = fill(&app, 3);
    let head = fill(&app, 2);
    tamper(&app, "DELETE FROM log WHERE seq > 3");
    fill(&app, 4);
    let db = &app.platform.services.db;

    let alone = verify(db, &[]);
    let before = verify(db, std::slice::from_ref(&earlier));
    let after = verify(db, &[head, earlier]);

    assert_eq!((alone.error, alone.sound), (None, 7));
    assert_eq!(before.error, None);
    assert_eq!(
        (after.error, after.sound),
        (Some(ChainError::Rewritten(5)), 4)
    );
}

#[rstest]
#[tokio::test]
async fn a_head_with_another_time_is_refused(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut head = fill(&app, 3);
    head.at += chrono::Duration::days(365);

    let report = verify(&app.platform.services.db, &[head]);

    assert_eq!(report.error, Some(ChainError::Rewritten(3)));
}

#[rstest]
#[tokio::test(flavor = "multi_thread")]
async fn concurrent_writers_make_one_chain(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let mut writers = tokio::task::JoinSet::new();

    for number in 0..24 {
        let (services, entry) = (app.platform.services.clone(), entry(&app, number));
        writers.spawn(async move {
            let now = services.clock.now();
            services
                .db
                .write(move |conn| log::append(conn, now, &entry))
                .await
        });
    }
    let mut numbers: Vec<i64> = writers
        .join_all()
        .await
        .into_iter()
        .map(Result::unwrap)
        .collect();

    numbers.sort_unstable();
    assert_eq!(numbers, (1..=24).collect::<Vec<_>>());
    assert_eq!(verify(&app.platform.services.db, &[]).error, None);
}

#[rstest]
#[tokio::test]
async fn a_rolled_back_entry_is_not_in_the_log(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let app = TestApp::start(engine).await;
    let entry = entry(&app, 0);

    let refused: Result<(), Error> = app.platform.services.db.write_now(|conn| {
        log::append(conn, app.clock.now(), &entry)?;
        Err(Error::not_found())
    });

    assert!(refused.is_err());
    assert_eq!(app.platform.services.db.read_now(log::head).unwrap(), None);
}
