//! Background jobs of the accounts.

use super::administration;
use super::optional_letters;
use super::queries;
use super::request_reset::MailReset;
use super::sessions::KNOWN_FOR;
use actix_web::web::Data;
use chrono::Duration;
use ground::jobs::{Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};

/// Job that removes the tokens of sessions that ended a day ago, old sessions without tokens, and links that expired.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetSessions {}

impl Kind for ForgetSessions {
    const NAME: &'static str = "accounts.forget_sessions";
}

/// Registers the mailing of reset links, and the hourly removal of ended sessions and expired links.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let clock = services.clock.clone();
    let services = services.clone();
    let jobs = jobs.on(move |conn, job: MailReset| job.run(conn, &services));
    jobs.on(move |conn, ForgetSessions {}| {
        let now = clock.now();
        let (expired, opened) = (now - Duration::days(1), now - KNOWN_FOR);
        optional_letters::forget_expired(conn, now)?;
        administration::forget_invitations(conn, now - KNOWN_FOR)?;
        Ok(queries::delete_ended_sessions(
            conn,
            expired.into(),
            opened.into(),
        )?)
    })
    .every(Schedule::every(Duration::hours(1)), ForgetSessions {})
}
