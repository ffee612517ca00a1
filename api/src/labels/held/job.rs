//! The job that releases one held decision, or sends it back.

use super::queries::{self, StoredRun};
use crate::events::fact;
use crate::events::queries as event_queries;
use crate::labels::{act, release};
use crate::pending::{self, Pending};
use actix_web::web::Data;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{Jobs, Kind};
use ground::log::By;
use http::Services;
use serde::{Deserialize, Serialize};
use shared::account::Role;
use shared::id::{EventId, HeldRunId};
use shared::label::{HeldAction, HeldOutcome};

/// Job that does with the held decision on an event what a run asks for.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct SettleHeld {
    pub(super) run: HeldRunId,
    pub(super) event: EventId,
}

impl Kind for SettleHeld {
    const NAME: &'static str = "labels.settle_held";
    // Rows go before the log is locked, in a transaction of their own.
    const BATCH: u16 = 1;
}

/// Registers the job that settles a run.
pub(in crate::labels) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let services = services.clone();
    jobs.on(move |conn, job: SettleHeld| {
        let Some(run) = queries::find(conn, job.run)? else {
            return Ok(());
        };
        let outcome = settle(conn, &services, &run, job.event)?;
        queries::settle(conn, (run.id, job.event), outcome)
    })
}

fn settle(
    conn: &mut Conn,
    services: &Services,
    run: &StoredRun,
    event: EventId,
) -> Result<HeldOutcome, Error> {
    let Some(pending) = pending::find(conn, event)?.filter(Pending::is_held) else {
        return Ok(HeldOutcome::Gone);
    };
    // Whoever removes the row first decides what becomes of it.
    if !pending::take(conn, event)? {
        return Ok(HeldOutcome::Gone);
    }
    let Some(file) = event_queries::find(conn, event)? else {
        return Ok(HeldOutcome::Gone);
    };
    let (by, now) = (By::Person(run.by, Role::Coordinator), services.clock.now());
    match run.action {
        HeldAction::SendBack => {
            let kind = (fact::DECISION_SENT_BACK, run.reason.as_deref());
            release::note(conn, &file, &pending, kind, by, now)?;
            event_queries::update(conn, &file.touched(now), file.version)?;
            Ok(HeldOutcome::SentBack)
        }
        HeldAction::Release => {
            let unchanged = file.state == pending.terms.from && file.round == pending.terms.round;
            let (performer, decided) =
                (release::performer_of(&pending), release::decided(&pending));
            let possible = unchanged
                && match act::possible(conn, &file, &performer, &decided, now) {
                    Ok(()) => true,
                    // The rules do not allow it any more.
                    Err(Error::Rejected(_)) => false,
                    Err(error) => return Err(error),
                };
            if !possible {
                let lapsed = (fact::DECISION_LAPSED, None);
                release::note(conn, &file, &pending, lapsed, By::System, now)?;
                event_queries::update(conn, &file.touched(now), file.version)?;
                return Ok(HeldOutcome::Lapsed);
            }
            let released = (fact::DECISION_RELEASED, None);
            release::note(conn, &file, &pending, released, by, now)?;
            let done = release::carry_out(conn, services, &pending, &file)?;
            Ok(if done {
                HeldOutcome::Released
            } else {
                HeldOutcome::Lapsed
            })
        }
    }
}
