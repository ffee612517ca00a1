//! Background jobs of the accounts.

use super::queries;
use chrono::Duration;
use ground::clock::Clock;
use ground::jobs::{Jobs, Kind, Schedule};
use serde::{Deserialize, Serialize};

/// Removes the tokens of sessions that ended a day ago.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetSessions {}

impl Kind for ForgetSessions {
    const NAME: &'static str = "accounts.forget_sessions";
}

/// Registers the hourly removal of ended sessions.
pub(crate) fn jobs(jobs: Jobs, clock: &Clock) -> Jobs {
    let clock = clock.clone();
    jobs.on(move |conn, ForgetSessions {}| {
        let before = clock.now() - Duration::days(1);
        Ok(queries::delete_expired_refresh(conn, before.into())?)
    })
    .every(Schedule::every(Duration::hours(1)), ForgetSessions {})
}
