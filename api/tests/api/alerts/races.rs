//! Alerts of one address that several requests and jobs change at the same moment.

use super::request::{is_marked, mark};
use super::{LOUISE, letters, link, morning, request, send, stored, subscribed};
use crate::catalogue::Shelf;
use crate::support::{Engine, awaited};
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use diesel::{QueryableByName, sql_query};
use futures_util::future::join_all;
use ground::db::schema::{alert_links, event_alerts};
use ground::db::types::SqlTime;
use ground::db::{Conn, Db};
use ground::error::Error;
use reqwest::StatusCode;
use rstest::rstest;
use shared::event::RequestedAlert;
use std::sync::mpsc;
use tokio::task::JoinHandle;

/// Two writers on PostgreSQL, beside the transaction of a test.
const CONNECTIONS: [(&str, &str); 1] = [("SEMAINE_DATABASE_CONNECTIONS", "8")];

/// A transaction that has made its change, and ends when it is told to.
struct Unfinished {
    end: mpsc::Sender<()>,
    written: JoinHandle<Result<(), Error>>,
}

impl Unfinished {
    async fn of(
        db: &Db,
        change: fn(&mut Conn, DateTime<Utc>) -> QueryResult<()>,
        at: &str,
    ) -> Self {
        let (end, ends) = mpsc::channel();
        let (begun, begins) = mpsc::channel();
        let (db, at): (_, DateTime<Utc>) = (db.clone(), at.parse().unwrap());
        let written = tokio::task::spawn_blocking(move || {
            db.write_now(|conn| {
                change(conn, at)?;
                begun.send(()).unwrap();
                // Also when the test has failed.
                let _told = ends.recv();
                Ok(())
            })
        });
        awaited("the change", async || begins.try_recv().ok()).await;
        Self { end, written }
    }

    async fn end(self) {
        self.end.send(()).unwrap();
        self.written.await.unwrap().unwrap();
    }
}

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    number: i64,
}

/// Waits until another transaction waits for a lock. On SQLite, every other one that writes waits from its begin.
async fn somebody_waits(db: &Db) {
    const WAITING: &str = "SELECT count(*) AS number FROM pg_stat_activity \
        WHERE datname = current_database() AND wait_event_type = 'Lock'";
    awaited("a transaction that waits", async || {
        let waiting = db.read_now(|conn| match conn {
            Conn::Pg(c) => Ok(sql_query(WAITING).get_result::<Number>(c)?.number),
            Conn::Lite(_) => Ok(1),
        });
        (waiting.unwrap() > 0).then_some(())
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn an_alert_that_is_confirmed_while_late_ones_are_removed_stays(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::configured(engine, &CONNECTIONS).await;
    let app = &shelf.app;
    let db = &app.platform.services.db;
    request(app, LOUISE, "region=84")
        .await
        .ok::<RequestedAlert>(202);
    let confirm = |conn: &mut Conn, at: DateTime<Utc>| {
        diesel::update(event_alerts::table)
            .set((
                event_alerts::confirmed_at.eq(Some(SqlTime::from(at))),
                event_alerts::expires_at.eq(None::<SqlTime>),
            ))
            .execute(conn)
            .map(drop)
    };
    // In time, but the removal begins before it is committed.
    let confirmation = Unfinished::of(db, confirm, "2018-02-07T08:59:59Z").await;
    app.clock.set("2018-02-07T10:00:00Z".parse().unwrap());
    somebody_waits(db).await;

    confirmation.end().await;

    morning(app, "2018-02-07T10:00:00Z").await;
    assert_eq!(stored(app), (1, 1));
}

#[rstest]
#[tokio::test]
async fn whoever_confirms_an_alert_that_is_being_removed_is_told_that_it_is_over(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::configured(engine, &CONNECTIONS).await;
    let app = &shelf.app;
    let db = &app.platform.services.db;
    request(app, LOUISE, "region=84")
        .await
        .ok::<RequestedAlert>(202);
    let page = link(&letters(app, LOUISE, "Confirmez votre alerte").await[0]);
    let remove = |conn: &mut Conn, _: DateTime<Utc>| {
        diesel::delete(alert_links::table).execute(conn)?;
        diesel::delete(event_alerts::table).execute(conn).map(drop)
    };
    let removal = Unfinished::of(db, remove, "2018-02-05T09:00:00Z").await;
    let confirmed = async {
        let answer = send(app, &page, "action=confirmer").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    };
    let removed = async {
        somebody_waits(db).await;
        removal.end().await;
    };

    tokio::join!(confirmed, removed);

    assert_eq!(stored(app), (0, 0));
}

#[rstest]
#[tokio::test]
async fn requests_at_once_leave_no_more_alerts_than_an_address_may_have(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::configured(engine, &CONNECTIONS).await;
    let app = &shelf.app;
    let regions = ["84", "11", "93", "75", "76", "44", "28", "32", "52"];

    // Three requests a day, and each alert waits for two days.
    for three in regions.chunks(3) {
        let searches: Vec<_> = three.iter().map(|code| format!("region={code}")).collect();
        let requests = searches.iter().map(|search| request(app, LOUISE, search));
        for answer in join_all(requests).await {
            answer.ok::<RequestedAlert>(202);
        }
        app.clock.set(app.clock.now() + Duration::hours(24));
        let waiting = stored(app).0;
        assert!(waiting <= 5, "{waiting}");
    }
}

#[rstest]
#[tokio::test]
async fn confirmations_at_once_leave_no_more_alerts_than_the_edition_allows(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::configured(engine, &CONNECTIONS).await;
    let app = &shelf.app;
    let mut edition = crate::support::edition();
    edition.alerts.per_address = 1;
    app.put_edition(&edition);
    for region in ["84", "11", "93"] {
        request(app, LOUISE, &format!("region={region}"))
            .await
            .ok::<RequestedAlert>(202);
    }
    let asked = letters(app, LOUISE, "Confirmez votre alerte").await;
    let pages: Vec<_> = asked.iter().map(link).collect();
    // Twice each: the second time changes nothing, and is told what the first one is.
    let sent = pages.iter().chain(&pages);

    let answers = join_all(sent.map(|page| send(app, page, "action=confirmer"))).await;

    let (first, second) = answers.split_at(pages.len());
    let confirmed = |answer: &crate::support::Answer| answer.status == StatusCode::SEE_OTHER;
    assert_eq!(first.iter().filter(|answer| confirmed(answer)).count(), 1);
    for (one, other) in first.iter().zip(second) {
        assert_eq!(one.status, other.status);
    }
}

#[rstest]
#[tokio::test]
async fn alerts_that_are_stopped_at_once_leave_nothing_of_the_address(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let shelf = Shelf::configured(engine, &CONNECTIONS).await;
    let app = &shelf.app;
    let first = subscribed(app, LOUISE, "region=84").await;
    let second = subscribed(app, LOUISE, "region=11").await;
    mark(app, LOUISE);
    let pages = [first, second];

    let stopped = join_all(pages.iter().map(|page| send(app, page, "action=arreter"))).await;

    for answer in stopped {
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
    }
    assert_eq!(stored(app), (0, 0));
    assert!(!is_marked(app, LOUISE));
}
