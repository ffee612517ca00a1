//! The one function that moves a file from one state to another.
//!
//! Submission, withdrawal and every decision on the label go through [`apply`]; nothing else writes a state. It asks the
//! table of `shared::label`, then writes the file, the decision and the row of the log in the caller's transaction: all
//! of it or nothing. The letters are the caller's: an import writes none.

use super::fact::{self, Fact};
use super::file::commune_of;
use super::queries::{self, NewDecision};
use super::scope;
use super::stored::StoredFile;
use crate::criteria;
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
use shared::criterion::{Criterion, unmet};
use shared::edition::FilingClosed;
use shared::event::{EventContent, LifeStatus};
use shared::id::AccountId;
use shared::label::{Action, Actor as Quality, Guard, LabelState, Move};
use shared::place::Commune;
use shared::problem::{Code, FieldProblem};

/// Who moves a file.
#[derive(Debug, Clone)]
pub(crate) struct Mover {
    /// As the log has it.
    pub(crate) by: By,
    /// As the decision has it.
    pub(crate) account: AccountId,
    /// In which qualities.
    pub(crate) qualities: Vec<Quality>,
}

impl Mover {
    /// Somebody who is signed in.
    pub(crate) fn of(actor: &Actor, file: &StoredFile) -> Self {
        let qualities = scope::qualities(actor, file);
        let role = match qualities.first() {
            Some(Quality::Coordinator) => Role::Coordinator,
            Some(Quality::Referent) => Role::Referent,
            Some(Quality::Owner) | None => Role::Organiser,
        };
        Self {
            by: By::Person(actor.account.id, role),
            account: actor.account.id,
            qualities,
        }
    }
}

/// What is to be done.
#[derive(Debug, Clone)]
pub(crate) struct Step {
    /// The action.
    pub(crate) action: Action,
    /// Message or reason, cleaned.
    pub(crate) words: Option<String>,
    /// Pointers into the form that it is about.
    pub(crate) fields: Vec<String>,
}

impl Step {
    /// Where the words stand in the body of the request.
    const fn pointer(&self) -> &'static str {
        match self.action {
            Action::RequestCorrection => "/message",
            Action::Grant | Action::Refuse => "/comment",
            Action::Submit | Action::Withdraw | Action::Revoke => "/reason",
        }
    }
}

/// Who asks for what, having read which version.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Who moves it.
    pub(crate) mover: &'a Mover,
    /// The version that was read.
    pub(crate) expected: &'a Expected,
    /// What is to be done.
    pub(crate) step: &'a Step,
}

/// Moves `file` in the caller's transaction, and answers it as it is stored then.
///
/// # Errors
///
/// In this order: `illegal_move` with the moves that are allowed (or `own_event`), `precondition_failed`, `edition_closed`,
/// then what the guard of the move asks for: `deadline_passed`, `invalid`, `criteria_incomplete`.
pub(crate) fn apply(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    asked: &Asked<'_>,
) -> Result<StoredFile, Error> {
    let Asked { mover, step, .. } = *asked;
    let now = services.clock.now();
    let (mut stored, entry) = moved(file, asked, now, || {
        let answers = criteria::of_round(conn, file.id, file.round)?;
        let answered = answers
            .iter()
            .map(|answer| (&answer.criterion, &answer.verdict));
        Ok(unmet(answered))
    })?;
    // First, since the row of the log holds the lock under which the slug is free.
    log::append(conn, now, &entry)?;
    if stored.state.is_public() && stored.slug.is_none() {
        stored.slug = Some(queries::free_slug(conn, stored.edition_id, stored.title())?);
    }
    queries::update(conn, &stored, file.version)?;
    if is_decision(step) {
        let decision = NewDecision {
            id: ids::new(&services.clock),
            action: step.action,
            actor: mover.account,
            comment: step.words.as_deref().unwrap_or_default(),
            fields: &step.fields,
            at: now,
        };
        queries::insert_decision(conn, &stored, &decision)?;
    }
    Ok(stored)
}

/// The file as the move leaves it, but for its slug, and the row of the log that tells it: [`apply`] without the store.
/// `unmet` tells the criteria that are not met in this round, when the move depends on them.
///
/// # Errors
///
/// As [`apply`].
pub(crate) fn moved(
    file: &StoredFile,
    asked: &Asked<'_>,
    now: DateTime<Utc>,
    unmet: impl FnOnce() -> Result<Vec<Criterion>, Error>,
) -> Result<(StoredFile, Entry), Error> {
    let Asked {
        mover,
        expected,
        step,
    } = *asked;
    let row = legal(file, mover, step)?;
    expected.check(file.version)?;
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    let mut moved = guarded(file, row, step, now, unmet)?;
    moved.state = row.to;
    moved.version = file.version + 1;
    moved.updated_at = now;
    account_for(&mut moved, step.action, now);

    let told = Fact {
        from: Some(row.from),
        to: Some(row.to),
        action: Some(step.action),
        round: Some(moved.round),
        comment: step.words.clone(),
        fields: step.fields.clone(),
        ..Fact::default()
    };
    let entry = told.entry(&moved, fact::kind_of(step.action), mover.by)?;
    Ok((moved, entry))
}

/// The row of the table.
fn legal(file: &StoredFile, mover: &Mover, step: &Step) -> Result<&'static Move, Error> {
    file.state
        .moved_by(step.action, &mover.qualities)
        .map_err(|illegal| {
            let by_reviewers = !matches!(step.action, Action::Submit | Action::Withdraw);
            if by_reviewers && mover.account == file.owner {
                return Error::rejected(Code::OwnEvent);
            }
            Error::illegal_move(illegal.allowed.clone())
                .because(illegal.to_string())
                .header("ETag", etag::of_version(file.version).to_string())
        })
}

/// The file as the guard of the move leaves it.
fn guarded(
    file: &StoredFile,
    row: &Move,
    step: &Step,
    now: DateTime<Utc>,
    unmet: impl FnOnce() -> Result<Vec<Criterion>, Error>,
) -> Result<StoredFile, Error> {
    let mut moved = file.clone();
    match row.guard {
        Guard::ReadyToFile => {
            let content = ready(file, now)?;
            moved.clock = Some(clock_of(file, &content, now));
            moved.content = Some(content);
        }
        Guard::MessageWritten | Guard::ReasonWritten => {
            if step.words.is_none() {
                return Err(Error::invalid(vec![FieldProblem::new(
                    step.pointer(),
                    Code::Required,
                    "say why",
                )]));
            }
        }
        Guard::CriteriaMet => {
            let unmet = unmet()?;
            if !unmet.is_empty() {
                return Err(Error::rejected(Code::CriteriaIncomplete)
                    .at_each(unmet.into_iter().map(not_met)));
            }
        }
        Guard::Free => {}
    }
    Ok(moved)
}

/// A criterion that keeps the label from being given.
fn not_met(criterion: Criterion) -> FieldProblem {
    FieldProblem::new(
        format!("/criteria/{criterion}"),
        Code::CriteriaIncomplete,
        "not answered `met` in this round",
    )
}

/// The content to file, if the edition takes it now.
fn ready(file: &StoredFile, now: DateTime<Utc>) -> Result<EventContent, Error> {
    let commune = commune_of(&file.form);
    let (department, region) = (
        commune
            .as_ref()
            .map(|commune: &Commune| &commune.department),
        commune.as_ref().map(|commune| &commune.region),
    );
    file.edition
        .takes(file.state, now, department, region)
        .map_err(closed)?;
    file.form
        .ready(&file.edition, commune.as_ref(), now)
        .map_err(Error::invalid)
}

/// The refusal of an edition that takes no filing.
pub(crate) fn closed(why: FilingClosed) -> Error {
    let code = match why {
        FilingClosed::Status(_) | FilingClosed::NotYet(_) => Code::EditionClosed,
        FilingClosed::DeadlinePassed(_) => Code::DeadlinePassed,
    };
    Error::rejected(code).because(why.to_string())
}

/// The delay of the referents after a filing: what is left of it when an answer to a correction request comes, anew else.
fn clock_of(file: &StoredFile, content: &EventContent, now: DateTime<Utc>) -> ReviewClock {
    let department = content.department.clone();
    match &file.clock {
        Some(stopped) if file.state == LabelState::CorrectionRequested => {
            if department.as_ref() == file.department() {
                stopped.clone().resume(now)
            } else {
                // It moved to another department: what is left counts in that one's calendar.
                ReviewClock::start(now, stopped.left(), department)
            }
        }
        Some(_) | None => ReviewClock::start(now, file.edition.review_working_days, department),
    }
}

/// What a move does to the counters and dates of a file.
fn account_for(moved: &mut StoredFile, action: Action, now: DateTime<Utc>) {
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

/// Whether a step is kept among the decisions: whatever a referent does, and a withdrawal that says why.
fn is_decision(step: &Step) -> bool {
    match step.action {
        Action::Submit => false,
        Action::Withdraw => step.words.is_some(),
        Action::RequestCorrection | Action::Grant | Action::Refuse | Action::Revoke => true,
    }
}
