//! Messages that nobody has settled go to the referents; old ones are deleted.
//!
//! The letters, the note that they were sent, and the end of the job are one transaction: no message goes to the referents twice,
//! and none is lost.

use super::letters;
use super::queries;
use super::receive::is_over;
use super::rows::MessageRow;
use crate::events::fact::{self, Fact, LoggedMessage};
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use actix_web::web::Data;
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Jobs, Kind, Schedule};
use ground::log::{self, By};
use ground::mail;
use http::Services;
use serde::{Deserialize, Serialize};

/// Messages per job: SQLite has one writer.
const AT_ONCE: i64 = 20;

/// Job that sends the messages whose time has come to the referents, and enqueues itself while there are more.
#[derive(Debug, Serialize, Deserialize)]
struct EscalateMessages {}

impl Kind for EscalateMessages {
    const NAME: &'static str = "events.escalate_messages";
}

/// Job that deletes old messages and the letters about them.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetMessages {}

impl Kind for ForgetMessages {
    const NAME: &'static str = "events.forget_messages";
}

/// Registers both jobs, hourly.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let (own, clock) = (services.clone(), services.clock.clone());
    jobs.on(move |conn, EscalateMessages {}| escalate_due(conn, &own))
        .on(move |conn, ForgetMessages {}| {
            queries::forget(conn, clock.now())?;
            mail::queries::forget_expired(conn, clock.now())
        })
        .every(Schedule::every(Duration::hours(1)), EscalateMessages {})
        .every(Schedule::every(Duration::hours(1)), ForgetMessages {})
}

fn escalate_due(conn: &mut Conn, services: &Services) -> Result<(), Error> {
    let due = queries::due(conn, services.clock.now(), AT_ONCE)?;
    for row in &due {
        escalate(conn, services, row)?;
    }
    // Each of them has ended its wait, so the next job finds others.
    if i64::try_from(due.len()).is_ok_and(|found| found == AT_ONCE) {
        jobs::enqueue(conn, &services.clock, &EscalateMessages {})?;
    }
    Ok(())
}

/// Sends a message to the referents, unless its event is over or no longer public: then it concerns nobody any more.
fn escalate(conn: &mut Conn, services: &Services, row: &MessageRow) -> Result<(), Error> {
    let now = services.clock.now();
    // Whoever settles it at this moment is first or waits.
    let waiting = queries::find(conn, row.event_id.into(), row.id())?;
    if waiting.is_none_or(|row| row.due_at.is_none()) {
        return Ok(());
    }
    let open = |file: &StoredFile| file.state.is_public() && !is_over(file, now);
    let Some(file) = files::find(conn, row.event_id.into())?.filter(open) else {
        return queries::end_wait(conn, row.id(), None);
    };
    let payload = Fact {
        visitor_message: Some(LoggedMessage {
            id: row.id(),
            subject: row.subject()?,
            outcome: None,
        }),
        ..Fact::default()
    };
    log::append(
        conn,
        now,
        &payload.entry(&file, fact::MESSAGE_ESCALATED, By::System)?,
    )?;
    letters::to_reviewers(services, conn, &file, row)?;
    queries::end_wait(conn, row.id(), Some(now))
}
