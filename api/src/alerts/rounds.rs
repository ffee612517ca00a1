//! The letters of a morning: one round a day for each edition.
//!
//! An hourly job begins the round of a day: it reads the log from where the last one ended, and names the events that are public and
//! that no round has named. Jobs of some alerts each then look for theirs among these. What a job stores, the letters and its end are
//! one transaction, so that each alert gets each event once, whatever stops meanwhile.

use super::{letters, queries};
use crate::catalogue::Live;
use crate::editions::queries as edition_queries;
use actix_web::web::Data;
use catalogue::{Catalogue, Entry, Found};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::edition::Edition;
use shared::id::{AlertId, EditionId, EventId};

/// Alerts per job: SQLite has one writer.
const ALERTS_AT_ONCE: u8 = 100;
/// Delay before another look for the catalogue, which is built when an instance starts.
const CATALOGUE_WAIT: Duration = Duration::seconds(5);

/// Job that begins the rounds of the day.
#[derive(Debug, Serialize, Deserialize)]
struct BeginRounds {}

impl Kind for BeginRounds {
    const NAME: &'static str = "alerts.begin_rounds";
    const BATCH: u16 = 1;
}

/// Job that sends the letters of a round to some alerts, and enqueues itself for the next ones.
#[derive(Debug, Serialize, Deserialize)]
struct SendAlerts {
    edition: EditionId,
    day: NaiveDate,
    /// The last alert that was dealt with; `None` at first.
    after: Option<AlertId>,
}

impl Kind for SendAlerts {
    const NAME: &'static str = "alerts.send";
    const BATCH: u16 = 1;
}

/// Registers both jobs, the first one hourly.
pub(super) fn jobs(jobs: Jobs, services: &Data<Services>, live: &Data<Live>) -> Jobs {
    let (first, next) = (services.clone(), services.clone());
    let (live, read) = (live.clone(), live.clone());
    jobs.on(move |conn, BeginRounds {}| begin(conn, &first, &live))
        .on(move |conn, job: SendAlerts| send(conn, &next, &read, &job))
        .every(Schedule::every(Duration::hours(1)), BeginRounds {})
}

fn begin(conn: &mut Conn, services: &Services, live: &Live) -> Result<(), Error> {
    let now = services.clock.now();
    // In this order: the catalogue then contains at least the rows up to this one.
    let (Ok(head), Ok(catalogue)) = (live.log_head(), live.get()) else {
        return later(conn, services, &BeginRounds {});
    };
    let seq = head.map_or(0, |head| head.seq);
    for (id, edition) in edition_queries::all(conn)? {
        let day = edition.alerts.day(now);
        if let Some(day) = day.filter(|_| edition.takes_alerts(now)) {
            begin_round(conn, services, (&catalogue, seq), (id, &edition), day)?;
        }
    }
    Ok(())
}

/// Enqueues a job again, for when the catalogue of this instance has been built.
fn later(conn: &mut Conn, services: &Services, job: &impl Kind) -> Result<(), Error> {
    let due_at = services.clock.now() + CATALOGUE_WAIT;
    jobs::enqueue_at(conn, &services.clock, job, due_at).map(drop)
}

/// Names the new events of an edition, unless the round of the day has begun.
fn begin_round(
    conn: &mut Conn,
    services: &Services,
    (catalogue, seq): (&Catalogue, i64),
    (id, edition): (EditionId, &Edition),
    day: NaiveDate,
) -> Result<(), Error> {
    let (last_day, after) = queries::last_round(conn, id)?;
    if last_day >= day.to_string() {
        return Ok(());
    }
    let mut touched = queries::touched(conn, id, after, seq)?;
    touched.retain(|event| is_public(catalogue, *event, edition));
    let new = queries::unannounced(conn, &touched)?;
    queries::begin_round(conn, id, day, seq.max(after))?;
    queries::announce(conn, id, day, &new)?;
    if new.is_empty() {
        return Ok(());
    }
    let job = SendAlerts {
        edition: id,
        day,
        after: None,
    };
    jobs::enqueue(conn, &services.clock, &job).map(drop)
}

fn is_public(catalogue: &Catalogue, event: EventId, edition: &Edition) -> bool {
    match catalogue.by_id(event) {
        Some(Found::Event(entry)) => entry.event.edition == edition.slug,
        Some(Found::Gone) | None => false,
    }
}

fn send(conn: &mut Conn, services: &Services, live: &Live, job: &SendAlerts) -> Result<(), Error> {
    let now = services.clock.now();
    let edition = edition_queries::find(conn, job.edition)?;
    let Some(edition) = edition.filter(|edition| edition.takes_alerts(now)) else {
        return Ok(());
    };
    let Ok(catalogue) = live.get() else {
        return later(conn, services, job);
    };
    let among = catalogue.among(queries::announced(conn, job.edition, job.day)?);
    let alerts = queries::page(conn, job.edition, job.after, ALERTS_AT_ONCE.into())?;
    for row in &alerts {
        let mut found = match among.matching(&row.query(), now) {
            Ok(found) => found,
            Err(faults) => {
                // A term or a place that it names is no longer there: to leave it out would send what nobody asked for.
                tracing::warn!(alert.id = %row.id(), error = %faults, "an alert has no valid search any more");
                continue;
            }
        };
        if found.is_empty() || !queries::note_letter(conn, row.id(), job.day)? {
            continue;
        }
        found.sort_by_cached_key(|entry| order(entry, now));
        letters::announce(conn, services, &edition, row, &found)?;
    }
    match alerts.last() {
        Some(last) if alerts.len() == usize::from(ALERTS_AT_ONCE) => {
            let next = SendAlerts {
                edition: job.edition,
                day: job.day,
                after: Some(last.id()),
            };
            jobs::enqueue(conn, &services.clock, &next).map(drop)
        }
        Some(_) | None => Ok(()),
    }
}

/// Order of events in a letter: the next one first, past ones last.
fn order(entry: &Entry, now: DateTime<Utc>) -> (bool, DateTime<Utc>, EventId) {
    let next = entry.event.occurrences.next(now.timestamp_micros());
    let begin = next.map(|occurrence| occurrence.begin().to_utc());
    (begin.is_none(), begin.unwrap_or_default(), entry.id())
}
