//! Removal of old invitations.

use super::queries::invitations;
use actix_web::web::Data;
use chrono::Duration;
use ground::jobs::{Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};

/// Job that removes invitations that expired a month ago, accepted or not.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetInvitations {}

impl Kind for ForgetInvitations {
    const NAME: &'static str = "organisations.forget_invitations";
}

/// Registers the hourly removal.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let clock = services.clock.clone();
    jobs.on(move |conn, ForgetInvitations {}| {
        invitations::forget(conn, clock.now() - Duration::days(30))
    })
    .every(Schedule::every(Duration::hours(1)), ForgetInvitations {})
}
