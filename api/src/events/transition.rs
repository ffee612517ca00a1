//! Label transitions: the one function that changes the label state of an event submission.
//!
//! Submission, withdrawal and every decision on the label call [`apply`]; no other code writes a state. It looks up
//! the transition table of `shared::label`, then stores the submission, the decision and the log entry in the
//! caller's transaction. E-mails are sent by the caller: an import sends none.

use super::change;
use super::fact::{self, Fact};
use super::file::commune_of;
use super::filed;
use super::queries::{self, NewDecision};
use super::reading;
use super::scope;
use super::stored::StoredFile;
use crate::criteria;
use crate::pending;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry};
use http::Actor;
use http::Services;
use http::etag::{self, Expected};
use shared::account::Role;
use shared::calendar::ReviewClock;
use shared::criterion::{Criterion, Verdict};
use shared::edition::FilingClosed;
use shared::event::{EventContent, FormField, LifeStatus};
use shared::id::AccountId;
use shared::label::{
    self, Action, CorrectionPoint, DecisionKind, Guard, LabelState, Move, OffGrid, check_grid,
};
use shared::place::Commune;
use shared::problem::{Code, FieldProblem};

/// Person who performs a transition.
#[derive(Debug, Clone)]
pub(crate) struct Performer {
    /// Author of the log entry.
    pub(crate) by: By,
    /// Author of the decision.
    pub(crate) account: AccountId,
    /// Capacities in which the account acts.
    pub(crate) capacities: Vec<label::Actor>,
}

impl Performer {
    /// The caller of an operation.
    pub(crate) fn of(actor: &Actor, file: &StoredFile) -> Self {
        let capacities = scope::capacities(actor, file);
        let role = match capacities.first() {
            Some(label::Actor::Coordinator) => Role::Coordinator,
            Some(label::Actor::Referent) => Role::Referent,
            Some(label::Actor::Owner | label::Actor::Submitter | label::Actor::Editor) | None => {
                Role::Organiser
            }
        };
        Self {
            by: By::Person(actor.account.id, role),
            account: actor.account.id,
            capacities,
        }
    }
}

/// A transition to perform.
#[derive(Debug, Clone)]
pub(crate) struct Transition {
    pub(crate) action: Action,
    /// Message or reason, validated and normalised.
    pub(crate) comment: Option<String>,
    /// The form fields concerned.
    pub(crate) fields: Vec<FormField>,
    /// True for a submission with a late pass: the deadline does not count.
    pub(crate) late: bool,
}

/// What only some decisions of a reviewer have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Details {
    /// What is wrong with single fields.
    pub(crate) points: Vec<CorrectionPoint>,
    /// Why the decision does not follow the answers on the criteria; only a coordinator may give it.
    pub(crate) override_reason: Option<String>,
}

/// A transition with its details.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Detailed<'a> {
    pub(crate) transition: &'a Transition,
    pub(crate) details: &'a Details,
}

impl Transition {
    /// JSON pointer to the comment in the body of the request.
    const fn pointer(&self) -> &'static str {
        match self.action {
            Action::RequestCorrection => "/message",
            Action::Grant | Action::Refuse => "/comment",
            Action::Submit | Action::Withdraw | Action::Revoke => "/reason",
        }
    }
}

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
    if by_organiser && pending::take(conn, file.id)? {
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
    if transition.action == Action::Submit {
        filed::keep(conn, &stored)?;
    }
    if transition.action == Action::Withdraw {
        reading::queries::delete(conn, stored.id)?;
    }
    if is_decision(transition) {
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

/// Checks the guard of a transition, and applies its effect on the content and the review clock.
fn guarded(
    file: &StoredFile,
    row: &Move,
    transition: &Transition,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let mut moved = file.clone();
    match row.guard {
        Guard::ReadyToFile => {
            let content = ready(file, transition.late, now)?;
            moved.clock = Some(clock_of(file, &content, now));
            moved.content = Some(match &file.content {
                // The dates have been announced: calendars identify them by their numbers.
                Some(before) if file.first_labelled_at.is_some() => content.succeeding(before),
                Some(_) | None => content,
            });
        }
        Guard::MessageWritten | Guard::ReasonWritten | Guard::CriterionNotMet => {
            if transition.comment.is_none() {
                return Err(Error::invalid(vec![FieldProblem::new(
                    transition.pointer(),
                    Code::Required,
                    "say why",
                )]));
            }
        }
        Guard::CriteriaMet | Guard::Free => {}
    }
    Ok(moved)
}

/// Checks the answers on the criteria, where the transition depends on them. Returns why they are not followed, which only a
/// coordinator may decide.
fn grid_guard(
    row: &Move,
    performer: &Performer,
    details: &Details,
    verdicts: impl FnOnce() -> Result<Vec<(Criterion, Verdict)>, Error>,
) -> Result<Option<String>, Error> {
    let decision = match row.guard {
        Guard::CriteriaMet => DecisionKind::Label,
        Guard::CriterionNotMet => DecisionKind::Refuse,
        Guard::ReadyToFile | Guard::MessageWritten | Guard::ReasonWritten | Guard::Free => {
            return Ok(None);
        }
    };
    match (check_grid(decision, &verdicts()?), &details.override_reason) {
        (Ok(()), _) => Ok(None),
        (Err(off), None) => Err(off_grid(off)),
        (Err(_), Some(reason)) if performer.capacities.contains(&label::Actor::Coordinator) => {
            Ok(Some(reason.clone()))
        }
        (Err(_), Some(_)) => Err(Error::rejected(Code::Forbidden)
            .because("only a coordinator decides against the verdicts on the criteria")),
    }
}

/// Error for a decision that the verdicts on the criteria do not allow.
fn off_grid(off: OffGrid) -> Error {
    match off {
        OffGrid::Unmet(unmet) => {
            Error::rejected(Code::CriteriaIncomplete).at_each(unmet.into_iter().map(not_met))
        }
        OffGrid::NothingUnmet => Error::rejected(Code::RefusalUnfounded).at(FieldProblem::new(
            "/answers",
            Code::RefusalUnfounded,
            "no criterion is answered `not_met` in this round",
        )),
    }
}

/// Error for a criterion that prevents the label.
fn not_met(criterion: Criterion) -> FieldProblem {
    FieldProblem::new(
        format!("/criteria/{criterion}"),
        Code::CriteriaIncomplete,
        "not answered `met` in this round",
    )
}

/// The content to submit, if the edition accepts it now.
fn ready(file: &StoredFile, late: bool, now: DateTime<Utc>) -> Result<EventContent, Error> {
    let commune = commune_of(&file.form);
    let (department, region) = (
        commune
            .as_ref()
            .map(|commune: &Commune| &commune.department),
        commune.as_ref().map(|commune| &commune.region),
    );
    let taken = if late {
        file.edition.takes_late(now)
    } else {
        file.edition.takes(file.state, now, department, region)
    };
    taken.map_err(closed)?;
    file.form
        .ready(&file.edition, commune.as_ref(), now)
        .map_err(Error::invalid)
}

/// Error for an edition that accepts no submissions.
pub(crate) fn closed(why: FilingClosed) -> Error {
    let code = match why {
        FilingClosed::Status(_) | FilingClosed::NotYet(_) => Code::EditionClosed,
        FilingClosed::DeadlinePassed(_) => Code::DeadlinePassed,
    };
    Error::rejected(code).because(why.to_string())
}

/// Review clock after a submission: resumed after a correction, restarted otherwise.
fn clock_of(file: &StoredFile, content: &EventContent, now: DateTime<Utc>) -> ReviewClock {
    let department = content.department.clone();
    match &file.clock {
        Some(stopped) if file.state == LabelState::CorrectionRequested => {
            if department.as_ref() == file.department() {
                stopped.clone().resume(now)
            } else {
                // The event moved to another department: the remaining days count in the calendar of that one.
                ReviewClock::start(now, stopped.left(), department)
            }
        }
        Some(_) | None => ReviewClock::start(now, file.edition.review_working_days, department),
    }
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
        Action::RequestCorrection | Action::Grant | Action::Refuse | Action::Revoke => true,
    }
}
