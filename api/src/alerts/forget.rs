//! Deletes the alerts that nobody confirmed in time, and those of editions that have ended.

use super::queries;
use crate::editions::queries as edition_queries;
use actix_web::web::Data;
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::id::AlertId;

/// Alerts per job: SQLite has one writer.
const AT_ONCE: i64 = 500;

/// Job that deletes alerts which have ended, and enqueues itself while there are more.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetAlerts {}

impl Kind for ForgetAlerts {
    const NAME: &'static str = "alerts.forget";
    const BATCH: u16 = 1;
}

/// Registers the job, hourly.
pub(super) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn, ForgetAlerts {}| forget(conn, &services))
        .every(Schedule::every(Duration::hours(1)), ForgetAlerts {})
}

fn forget(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    let ended = ended(conn, services)?;
    queries::delete(conn, &ended)?;
    if i64::try_from(ended.len()).is_ok_and(|found| found >= AT_ONCE) {
        jobs::enqueue(conn, &services.clock, &ForgetAlerts {})?;
    }
    Ok(())
}

/// Some alerts that have ended.
fn ended(conn: &mut Conn, services: &Services) -> Result<Vec<AlertId>, Error> {
    let now = services.clock.now();
    let mut found = queries::expired(conn, now, AT_ONCE)?;
    for (id, edition) in edition_queries::all(conn)? {
        let left = AT_ONCE - i64::try_from(found.len()).unwrap_or(AT_ONCE);
        if left > 0 && !edition.takes_alerts(now) {
            found.extend(queries::of_edition(conn, id, left)?);
        }
    }
    Ok(found)
}
