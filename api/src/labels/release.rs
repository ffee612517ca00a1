//! Release of a decision once it can no longer be undone: by a job, or by the next request that reads or changes the event.

use super::act::{self, Decided, Timing};
use super::held;
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
    let jobs = held::job::jobs(jobs, services);
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
    carry_out(conn, services, pending, &file).map(drop)
}

/// Makes a decision take effect that the caller has taken from the table. False when it lapsed instead.
pub(super) fn carry_out(
    conn: &mut Conn,
    services: &Services,
    pending: &Pending,
    file: &StoredFile,
) -> Result<bool, Error> {
    let terms = &pending.terms;
    let unchanged = file.state == terms.from && file.round == terms.round;
    if !unchanged || !file.edition.is_writable() {
        let now = services.clock.now();
        let lapsed = (fact::DECISION_LAPSED, None);
        note(conn, file, pending, lapsed, By::System, now)?;
        return Ok(false);
    }
    let (performer, decided) = (performer_of(pending), decided(pending));
    // A held decision takes effect when it is released, not on the day on which it was taken.
    let at = if pending.is_held() {
        services.clock.now()
    } else {
        pending.decided_at
    };
    act::perform(conn, services, file, &performer, &decided, at)?;
    Ok(true)
}

/// The person who took a decision, in the role of that time.
pub(super) fn performer_of(pending: &Pending) -> Performer {
    Performer {
        by: By::Person(pending.by, pending.role),
        account: pending.by,
        capacities: vec![match pending.role {
            Role::Coordinator => label::Actor::Coordinator,
            Role::Referent | Role::Organiser | Role::Partner | Role::Administrator => {
                label::Actor::Referent
            }
        }],
    }
}

/// The decision as it was taken.
pub(super) fn decided(pending: &Pending) -> Decided {
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
        timing: Timing::AtOnce,
        batch: None,
    }
}

/// Appends to the log what happened to a pending decision, with a reason where there is one.
pub(super) fn note(
    conn: &mut Conn,
    file: &StoredFile,
    pending: &Pending,
    (kind, reason): (&'static str, Option<&str>),
    by: By,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let payload = Fact {
        action: Some(pending.action),
        round: Some(pending.terms.round),
        comment: reason.map(ToOwned::to_owned),
        ..Fact::default()
    };
    log::append(conn, now, &payload.entry(file, kind, by)?).map(drop)
}
