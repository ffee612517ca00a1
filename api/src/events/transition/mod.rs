//! Label transitions: the one function that changes the label state of an event submission.
//!
//! Submission, withdrawal and every decision on the label call [`apply`]; no other code writes a state. It looks up
//! the transition table of `shared::label`, then stores the submission, the decision and the log entry in the
//! caller's transaction. E-mails are sent by the caller: an import sends none.

mod guard;
mod request;

pub(crate) use super::decision_details::Details;
pub(crate) use request::{Detailed, Performer, Transition};

use super::certificate;
use super::change;
use super::edition_closed::closed;
use super::fact::{self, Fact};
use super::filed;
use super::kit_preparation;
use super::queries::{self, NewDecision};
use super::reading;
use super::routed;
use super::stored::StoredFile;
use crate::criteria;
use crate::pending;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry};
use guard::{grid_guard, guarded};
use http::Services;
use http::etag::{self, Expected};
use shared::calendar::ReviewClock;
use shared::criterion::{Criterion, Verdict};
use shared::edition::FilingClosed;
use shared::event::LifeStatus;
use shared::label::{self, Action, Move};
use shared::problem::Code;

/// Performs a transition of `file` in the caller's transaction, and returns the stored result.
///
/// `expected` is the version that the caller read; `at` is the time at which the request arrived, which decides on
/// the deadline and is the time of the transition. The log entry has the time at which it was stored, so that log
/// times follow the order of the log.
///
/// # Errors
///
/// In this order: `illegal_move` with the allowed actions (or `own_event`), `precondition_failed`,
/// `edition_closed`, then the errors of the guard: `deadline_passed`, `invalid`, `criteria_incomplete`, `refusal_unfounded`.
pub(crate) fn apply(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    performer: &Performer,
    expected: &Expected,
    transition: &Transition,
    at: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let detailed = Detailed {
        transition,
        details: &Details::default(),
    };
    apply_detailed(services, conn, file, performer, expected, detailed, at)
}

/// As [`apply`], with details.
///
/// # Errors
///
/// As [`apply`].
pub(crate) fn apply_detailed(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    performer: &Performer,
    expected: &Expected,
    detailed: Detailed<'_>,
    at: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let Detailed {
        transition,
        details,
    } = detailed;
    let (mut stored, entry) = compute_detailed(file, performer, expected, detailed, at, || {
        let answers = criteria::of_round(conn, file.id, file.round)?;
        Ok(answers
            .iter()
            .map(|answer| (answer.criterion, answer.verdict))
            .collect())
    })?;
    let by_organiser = matches!(transition.action, Action::Submit | Action::Withdraw);
    if by_organiser && file.was_submitted() && pending::take(conn, file.id)? {
        // The organiser acts before the decision takes effect.
        let lapsed = Fact::default().entry(file, fact::DECISION_LAPSED, By::System)?;
        log::append(conn, services.clock.now(), &lapsed)?;
    }
    // First, since appending takes the lock under which the slug stays free.
    log::append(conn, services.clock.now(), &entry)?;
    if stored.state.is_public() && stored.slug.is_none() {
        stored.slug = Some(queries::free_slug(conn, stored.edition_id, stored.title())?);
    }
    if file.state.is_public() {
        change::end_with_label(conn, &mut stored, transition.action, at)?;
    }
    queries::update(conn, &stored, file.version)?;
    if !file.state.is_public() && stored.state.is_public() {
        kit_preparation::enqueue(conn, &services.clock, stored.id, at)?;
    }
    if file.state.is_public() && !stored.state.is_public() {
        certificate::issue::end_with_label(conn, stored.id, transition.action, at)?;
    }
    if transition.action == Action::Submit {
        filed::keep(conn, &stored)?;
        routed::route(conn, services.clock.now(), &stored)?;
    }
    if transition.action == Action::Withdraw {
        reading::queries::delete(conn, stored.id)?;
    }
    if performer.account == Performer::NOBODY {
        queries::insert_silent_label(conn, &stored, at)?;
    } else if is_decision(transition) {
        let decision = NewDecision {
            id: ids::new(&services.clock),
            action: transition.action,
            actor: performer.account,
            comment: transition.comment.as_deref().unwrap_or_default(),
            fields: &transition.fields,
            at,
        };
        queries::insert_decision(conn, &stored, &decision)?;
        queries::insert_details(conn, decision.id, details)?;
        if transition.action == Action::Grant {
            certificate::issue::with_decision(conn, &stored, decision.id, at)?;
        }
    }
    Ok(stored)
}

/// The submission after a transition, except for its slug, and the log entry: [`apply`] without storing. `verdicts` returns the
/// answers on the criteria in this round; it is called only when the transition depends on them.
///
/// # Errors
///
/// As [`apply`].
pub(crate) fn compute(
    file: &StoredFile,
    performer: &Performer,
    expected: &Expected,
    transition: &Transition,
    now: DateTime<Utc>,
    verdicts: impl FnOnce() -> Result<Vec<(Criterion, Verdict)>, Error>,
) -> Result<(StoredFile, Entry), Error> {
    let detailed = Detailed {
        transition,
        details: &Details::default(),
    };
    compute_detailed(file, performer, expected, detailed, now, verdicts)
}

/// As [`compute`], with details.
///
/// # Errors
///
/// As [`apply`].
pub(crate) fn compute_detailed(
    file: &StoredFile,
    performer: &Performer,
    expected: &Expected,
    detailed: Detailed<'_>,
    now: DateTime<Utc>,
    verdicts: impl FnOnce() -> Result<Vec<(Criterion, Verdict)>, Error>,
) -> Result<(StoredFile, Entry), Error> {
    let Detailed {
        transition,
        details,
    } = detailed;
    let row = legal(file, performer, transition.action)?;
    expected.check(file.version)?;
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    let override_reason = grid_guard(row, performer, details, verdicts)?;
    let mut moved = guarded(file, row, transition, now)?;
    moved.state = row.to;
    moved.version = file.version + 1;
    moved.updated_at = now;
    if row.from.is_public() || row.to.is_public() {
        moved.public_changes += 1;
    }
    update_counters(&mut moved, transition.action, now);

    let payload = Fact {
        from: Some(row.from),
        to: Some(row.to),
        action: Some(transition.action),
        round: Some(moved.round),
        comment: transition.comment.clone(),
        override_reason,
        fields: transition
            .fields
            .iter()
            .copied()
            .map(String::from)
            .collect(),
        points: details.points.clone(),
        ..Fact::default()
    };
    let entry = payload.entry(&moved, fact::kind_of(transition.action), performer.by)?;
    Ok((moved, entry))
}

/// Checks that a person may perform an action on the submission in its state.
///
/// # Errors
///
/// `illegal_move` with the allowed actions, `own_event`.
pub(crate) fn permitted(
    file: &StoredFile,
    performer: &Performer,
    action: Action,
) -> Result<(), Error> {
    legal(file, performer, action).map(drop)
}

/// Finds the transition in the table.
fn legal(file: &StoredFile, performer: &Performer, action: Action) -> Result<&'static Move, Error> {
    file.state
        .moved_by(action, &performer.capacities)
        .map_err(|illegal| {
            let by_reviewers = !matches!(action, Action::Submit | Action::Withdraw);
            let role = file.role_of(performer.account);
            if by_reviewers && file.concerns(performer.account) {
                return Error::rejected(Code::OwnEvent);
            }
            let owner = &[label::Actor::Owner];
            if role.is_some() && file.state.moved_by(action, owner).is_ok() {
                return Error::rejected(Code::Forbidden)
                    .because("the role of the co-editor does not allow this action");
            }
            Error::illegal_move(illegal.allowed.clone())
                .because(illegal.to_string())
                .header("ETag", etag::of_version(file.version).to_string())
        })
}

/// Updates counters, dates and review clock after a transition.
fn update_counters(moved: &mut StoredFile, action: Action, now: DateTime<Utc>) {
    if action != Action::Submit {
        moved.clock = moved.clock.take().map(|clock| clock.stop(now));
    }
    match action {
        Action::Submit => {
            moved.round += 1;
            moved.submitted_at = Some(now);
            moved.decided_at = None;
            moved.life_status = LifeStatus::Scheduled;
            moved.life_note = None;
        }
        Action::RequestCorrection => {}
        Action::Grant => {
            moved.decided_at = Some(now);
            moved.labelled_at = Some(now);
            moved.first_labelled_at.get_or_insert(now);
        }
        Action::Refuse => moved.decided_at = Some(now),
        Action::Reopen => {
            let days = moved.edition.review_working_days;
            let department = moved.department().cloned();
            moved.clock = Some(ReviewClock::start(now, days, department));
            moved.decided_at = None;
        }
        Action::Withdraw => moved.labelled_at = None,
        Action::Revoke => {
            moved.decided_at = Some(now);
            moved.labelled_at = None;
        }
    }
}

/// True when a transition is stored as a decision: every action of a reviewer, and a withdrawal with a reason.
fn is_decision(transition: &Transition) -> bool {
    match transition.action {
        Action::Submit => false,
        Action::Withdraw => transition.comment.is_some(),
        Action::RequestCorrection
        | Action::Grant
        | Action::Refuse
        | Action::Revoke
        | Action::Reopen => true,
    }
}
