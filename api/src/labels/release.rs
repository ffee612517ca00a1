//! Release of a decision once it can no longer be undone: by a job, or by the next request that reads or changes the event.

use super::act::{self, Decided};
use crate::events::fact::{self, Fact};
use crate::events::queries as event_queries;
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use crate::pending::{self, Pending, Terms};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Jobs, Kind};
use ground::log::{self, By};
use http::Services;
use serde::{Deserialize, Serialize};
use shared::account::Role;
use shared::id::EventId;
use shared::label;

/// Job that makes the decision on an event take effect, if it is due.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ReleaseDecision {
    pub(super) event: EventId,
}

impl Kind for ReleaseDecision {
    const NAME: &'static str = "labels.release_decision";
    // A decision that fails holds up no other.
    const BATCH: u16 = 1;
}

/// Registers the release of decisions.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn, job: ReleaseDecision| {
        // One that was undone is gone, and one that was taken since has a job of its own.
        match pending::find(conn, job.event)? {
            Some(pending) if pending.is_due(services.clock.now()) => {
                release(conn, &services, &pending)
            }
            Some(_) | None => Ok(()),
        }
    })
}

/// Makes a decision take effect, once for all that try at the same time. It lapses when the submission has moved on.
pub(super) fn release(
    conn: &mut Conn,
    services: &Services,
    pending: &Pending,
) -> Result<(), Error> {
    if !pending::take(conn, pending.event)? {
        return Ok(());
    }
    let Some(file) = event_queries::find(conn, pending.event)? else {
        return Ok(());
    };
    let terms = &pending.terms;
    let unchanged = file.state == terms.from && file.round == terms.round;
    if !unchanged || !file.edition.is_writable() {
        let now = services.clock.now();
        return note(conn, &file, pending, fact::DECISION_LAPSED, By::System, now);
    }
    let performer = Performer {
        by: By::Person(pending.by, pending.role),
        account: pending.by,
        capacities: vec![match pending.role {
            Role::Coordinator => label::Actor::Coordinator,
            Role::Referent | Role::Organiser | Role::Administrator => label::Actor::Referent,
        }],
    };
    let decided = decided(pending);
    act::perform(
        conn,
        services,
        &file,
        &performer,
        &decided,
        pending.decided_at,
    )
    .map(drop)
}

fn decided(pending: &Pending) -> Decided {
    let Terms {
        from: _,
        round: _,
        comment,
        fields,
        points,
        answers,
        override_reason,
    } = pending.terms.clone();
    Decided {
        action: pending.action,
        comment,
        fields,
        points,
        answers,
        override_reason,
        undoable: false,
    }
}

/// Appends to the log what happened to a decision that can be undone.
pub(super) fn note(
    conn: &mut Conn,
    file: &StoredFile,
    pending: &Pending,
    kind: &'static str,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let payload = Fact {
        action: Some(pending.action),
        round: Some(pending.terms.round),
        ..Fact::default()
    };
    log::append(conn, now, &payload.entry(file, kind, by)?).map(drop)
}
