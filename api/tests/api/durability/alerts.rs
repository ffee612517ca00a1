//! Alerts survive a SIGKILL of the server that writes and sends their letters: every alert names each new event once, and each letter
//! that counts as sent has arrived.

use super::imports::end_leases;
use super::letters::{AT_ONCE, database, header, label_one};
use super::{Ground, Labels, Server, label, public, running_edition};
use crate::returned_mails::mail_server;
use crate::support::{Engine, awaited, tries};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Db;
use ground::db::schema::{
    alert_links, alert_rounds, announced_events, editions, event_alerts, jobs as job_rows, mails,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::ids;
use ground::jobs::{self, Kind};
use rstest::rstest;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::mpsc;
use uuid::Uuid;

/// Confirmed alerts: more than one job takes.
const SUBSCRIBERS: usize = 120;
/// One alert of so many is of all events; the others find none, since letters take most of the time.
const READS: usize = 3;
/// Those that are written to.
const READERS: usize = SUBSCRIBERS / READS;
/// Labels that are acknowledged before each round.
const LABELS: usize = 2;
/// Time within which the server is killed once a round has begun: less than one takes with its letters.
const BREAK_OFF_MS: u64 = 150;
/// A day before all others, to which rounds that are over are moved.
const PAST: &str = "2000-01-01";

/// The job that begins the round of a day.
#[derive(Debug, Serialize, Deserialize)]
struct BeginRounds {}

impl Kind for BeginRounds {
    const NAME: &'static str = "alerts.begin_rounds";
    const BATCH: u16 = 1;
}

/// Has alerts sent at every hour, and stores confirmed ones.
fn subscribe(db: &Db) {
    let clock = Clock::system();
    let mut edition = running_edition(&clock);
    edition.alerts.hour = 0;
    edition.alerts.listed = 50;
    let slug = edition.slug.clone();
    db.write_now(|conn| {
        api::editions::put(conn, &clock, &edition)?;
        let id: SqlUuid = editions::table
            .filter(editions::slug.eq(&slug))
            .select(editions::id)
            .first(conn)?;
        let now = SqlTime::from(clock.now());
        for number in 0..SUBSCRIBERS {
            let row = (
                event_alerts::id.eq(SqlUuid(ids::new(&clock))),
                event_alerts::edition_id.eq(id),
                event_alerts::email.eq(format!("visiteur-{number}@example.org")),
                event_alerts::search.eq(if number.is_multiple_of(READS) {
                    format!("edition={slug}")
                } else {
                    format!("edition={slug}&from=2000-01-01&to=2000-01-02")
                }),
                event_alerts::search_key.eq(format!("search-{number}")),
                event_alerts::requested_at.eq(now),
                event_alerts::confirmed_at.eq(Some(now)),
            );
            diesel::insert_into(event_alerts::table)
                .values(row)
                .execute(conn)?;
        }
        Ok(())
    })
    .unwrap();
}

/// Waits until every round that has begun is over.
async fn rounds_over(db: &Db) {
    awaited("the end of the rounds", async || {
        let waiting: i64 = db
            .read_now(|conn| {
                let these = job_rows::table.filter(job_rows::kind.like("alerts.%"));
                Ok(these.count().get_result(conn)?)
            })
            .unwrap();
        (waiting == 0).then_some(())
    })
    .await;
}

/// Moves the rounds that are over to the past, as a new day does, and asks for that of the new day.
fn begin_day(db: &Db) {
    db.write_now(|conn| {
        let before = alert_rounds::table.filter(alert_rounds::day.le(PAST));
        diesel::delete(before).execute(conn)?;
        diesel::update(alert_rounds::table)
            .set(alert_rounds::day.eq(PAST))
            .execute(conn)?;
        diesel::update(announced_events::table)
            .set(announced_events::day.eq(PAST))
            .execute(conn)?;
        diesel::update(event_alerts::table)
            .set(event_alerts::sent_on.eq(Some(PAST)))
            .execute(conn)?;
        jobs::enqueue(conn, &Clock::system(), &BeginRounds {})?;
        Ok(())
    })
    .unwrap();
}

/// Waits until the round of the new day names its events.
async fn day_begun(db: &Db) {
    awaited("the round of the day", async || {
        let begun: i64 = db
            .read_now(|conn| {
                let these = alert_rounds::table.filter(alert_rounds::day.gt(PAST));
                Ok(these.count().get_result(conn)?)
            })
            .unwrap();
        (begun > 0).then_some(())
    })
    .await;
}

/// Labels events, begins the round of a day, and kills the server at a random point of it while it takes further labels.
async fn killed_in_a_round(ground: &Ground, db: &Db, tokens: &[String]) -> Labels {
    let server = ground.serve();
    let mut labels = Labels::default();
    for _ in 0..LABELS {
        labels.labelled.insert(label_one(&server, tokens).await);
    }
    rounds_over(db).await;
    begin_day(db);
    day_begun(db).await;
    let (organiser, coordinator) = (tokens[1].clone(), tokens.last().unwrap().clone());
    let further = tokio::spawn(label(server.address.clone(), organiser, coordinator));
    tokio::time::sleep(Duration::from_millis(fastrand::u64(..BREAK_OFF_MS))).await;
    drop(server);
    end_leases(ground);
    labels.labelled.extend(further.await.unwrap().labelled);
    labels
}

/// Has the last round told, and waits until all letters are sent.
async fn all_told(db: &Db, server: &Server) -> BTreeSet<String> {
    rounds_over(db).await;
    begin_day(db);
    day_begun(db).await;
    rounds_over(db).await;
    awaited("the last letter", async || {
        let unsent = mails::table.filter(mails::sent_at.is_null()).count();
        let unsent: i64 = db.read_now(|conn| Ok(unsent.get_result(conn)?)).unwrap();
        (unsent == 0).then_some(())
    })
    .await;
    public(&server.address, "").await
}

/// Events that the letters of each alert name, in all: paths of their pages, as often as they are named.
fn named(db: &Db) -> BTreeMap<Uuid, Vec<String>> {
    let letters: Vec<(SqlUuid, String)> = db
        .read_now(|conn| {
            Ok(alert_links::table
                .inner_join(mails::table.on(mails::id.eq(alert_links::mail_id)))
                .select((alert_links::alert_id, mails::body_text))
                .load(conn)?)
        })
        .unwrap();
    let mut found: BTreeMap<Uuid, Vec<String>> = BTreeMap::new();
    for (alert, text) in letters {
        let words = text.split_whitespace();
        let paths = words.filter_map(|word| word.split_once("/evenements/2018/"));
        let named = found.entry(alert.0).or_default();
        named.extend(paths.map(|(_, slug)| slug.to_owned()));
    }
    found
}

#[rstest]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_alert_names_each_event_once_though_the_sender_is_killed(
    #[values(Engine::Sqlite, Engine::Postgres)] engine: Engine,
) {
    let mut ground = Ground::lay(engine).await;
    let tokens = ground.populate();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    ground.variables.push(("SEMAINE_SMTP_URL", url));
    let (sender, mut taken) = mpsc::unbounded_channel();
    tokio::spawn(mail_server(listener, sender));
    let db = database(&ground);
    subscribe(&db);

    let mut acknowledged = BTreeSet::new();
    let kills = tries(2, 3);
    for _ in 0..kills {
        let labels = killed_in_a_round(&ground, &db, &tokens).await;
        acknowledged.extend(labels.labelled);
    }
    let server = ground.serve();
    let events = all_told(&db, &server).await;

    assert!(acknowledged.len() >= kills * LABELS, "{acknowledged:?}");
    assert!(
        acknowledged.is_subset(&events),
        "{acknowledged:?} {events:?}"
    );
    let named = named(&db);
    assert_eq!(named.len(), READERS);
    for (alert, slugs) in &named {
        let once: HashSet<&String> = slugs.iter().collect();
        assert_eq!(once.len(), slugs.len(), "{alert}: {slugs:?}");
        assert_eq!(once.len(), events.len(), "{alert}: {slugs:?}");
    }
    let mut arrived = Vec::new();
    while let Ok((_, letter)) = taken.try_recv() {
        arrived.push(header(&letter, "Message-ID").to_owned());
    }
    let sent: Vec<SqlUuid> = db
        .read_now(|conn| Ok(mails::table.select(mails::id).load(conn)?))
        .unwrap();
    for SqlUuid(id) in &sent {
        let start = format!("<{id}@");
        let came = arrived
            .iter()
            .any(|identifier| identifier.starts_with(&start));
        assert!(came, "{id} counts as sent, and never came");
    }
    let twice = arrived.len() - sent.len();
    assert!(twice <= kills * AT_ONCE, "{twice} letters came twice");
}
