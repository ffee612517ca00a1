//! Job that prepares the communication kit of an event. The transaction that grants the label enqueues it; the feature `kit` runs it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use ground::clock::Clock;
use ground::db::Conn;
use ground::db::schema::kit_links;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::jobs::{self, Kind};
use serde::{Deserialize, Serialize};
use shared::id::EventId;

/// Time after the label at which the preparation begins: many labels may be released together, and their letters go first. Whoever asks
/// earlier does not wait for it.
const AFTER: TimeDelta = TimeDelta::seconds(20);

/// Job that draws the kit of an event before somebody asks for it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct PrepareKit {
    /// Event that has got its label.
    pub(crate) event: EventId,
}

impl Kind for PrepareKit {
    const NAME: &'static str = "kits.prepare";
    const BATCH: u16 = 1;
}

/// Has the kit of an event prepared that was labelled at this time. Links to its kit under an earlier label, which ended with that
/// label, do not come back with this one.
///
/// # Errors
///
/// When the database fails.
pub(super) fn enqueue(
    conn: &mut Conn,
    clock: &Clock,
    event: EventId,
    labelled_at: DateTime<Utc>,
) -> Result<(), Error> {
    let earlier = kit_links::table.filter(kit_links::event_id.eq(SqlUuid::from(event)));
    diesel::delete(earlier).execute(conn)?;
    jobs::enqueue_at(conn, clock, &PrepareKit { event }, labelled_at + AFTER).map(drop)
}
