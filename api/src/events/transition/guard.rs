//! The guards of transitions: the content, the answers and the reasons that each asks for.

use super::request::{Performer, Transition};
use crate::events::commune::commune_of;
use crate::events::decision_details::Details;
use crate::events::edition_closed::closed;
use crate::events::stored::StoredFile;
use chrono::{DateTime, Utc};
use ground::error::Error;
use shared::calendar::ReviewClock;
use shared::criterion::{Criterion, Verdict};
use shared::event::EventContent;
use shared::label::{self, DecisionKind, Guard, LabelState, Move, OffGrid, check_grid};
use shared::place::Commune;
use shared::problem::{Code, FieldProblem};

/// Checks the guard of a transition, and applies its effect on the content and the review clock.
pub(super) fn guarded(
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
        Guard::MessageWritten
        | Guard::ReasonWritten
        | Guard::CriterionNotMet
        | Guard::CriteriaMetWithReason => {
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
pub(super) fn grid_guard(
    row: &Move,
    performer: &Performer,
    details: &Details,
    verdicts: impl FnOnce() -> Result<Vec<(Criterion, Verdict)>, Error>,
) -> Result<Option<String>, Error> {
    let decision = match row.guard {
        Guard::CriteriaMet | Guard::CriteriaMetWithReason => DecisionKind::Label,
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
