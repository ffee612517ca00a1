//! Background jobs of the accounts.

use super::queries;
use super::sessions::KNOWN_FOR;
use chrono::Duration;
use ground::clock::Clock;
use ground::jobs::{Jobs, Kind, Schedule};
use serde::{Deserialize, Serialize};

/// Removes the tokens of sessions that ended a day ago, and what is known of sessions opened long before.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetSessions {}

impl Kind for ForgetSessions {
    const NAME: &'static str = "accounts.forget_sessions";
}

/// Registers the hourly removal of ended sessions.
pub(crate) fn jobs(jobs: Jobs, clock: &Clock) -> Jobs {
    let clock = clock.clone();
    jobs.on(move |conn, ForgetSessions {}| {
        let now = clock.now();
        let (expired, opened) = (now - Duration::days(1), now - KNOWN_FOR);
        Ok(queries::delete_ended_sessions(conn, expired.into(), opened.into())?)
    })
    .every(Schedule::every(Duration::hours(1)), ForgetSessions {})
}
