//! Removal of old invitations.

use actix_web::web::Data;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Jobs, Kind, Schedule};
use http::Services;
use serde::{Deserialize, Serialize};

/// Job that removes invitations that expired a month ago, accepted or not.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetInvitations {}

impl Kind for ForgetInvitations {
    const NAME: &'static str = "invitations.forget";
}

/// Removes the invitations of one kind that expired before a time.
pub(crate) type Forget = fn(&mut Conn, DateTime<Utc>) -> Result<(), Error>;

/// Registers the hourly removal of every kind.
pub(crate) fn jobs<const KINDS: usize>(
    jobs: Jobs,
    services: &Data<Services>,
    kinds: [Forget; KINDS],
) -> Jobs {
    let clock = services.clock.clone();
    jobs.on(move |conn, ForgetInvitations {}| {
        let before = clock.now() - Duration::days(30);
        kinds.iter().try_for_each(|forget| forget(conn, before))
    })
    .every(Schedule::every(Duration::hours(1)), ForgetInvitations {})
}
