//! Execution of a decision: answers, transition, stored decision, log entry and e-mail to the organiser, in one transaction, at
//! once or after the time in which it can be undone.

use super::letters::{self, About};
use super::release::{self, ReleaseDecision};
use super::{assess, queries, second_look, sheet};
use crate::criteria;
use crate::events::certificate;
use crate::events::change::set_aside_typed;
use crate::events::correction_wait::expect_answer;
use crate::events::fact;
use crate::events::queries as event_queries;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::events::transition::{self, Detailed, Details, Performer, Transition};
use crate::pending::{self, Pending, Terms, Until};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs;
use ground::log::By;
use ground::mail;
use http::ApiError;
use http::Services;
use http::etag::{self, Expected};
use http::{Actor, Arrival};
use shared::criterion::Answer;
use shared::edition::Edition;
use shared::event::FormField;
use shared::id::{DecisionBatchId, EventId};
use shared::label::{Action, CorrectionPoint, LabelState, answers_with, unmet_comments};
use shared::problem::{Code, FieldProblem};

/// A validated decision of a reviewer.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) action: Action,
    /// Message or reason, for the organiser; `None` when there is none.
    pub(super) comment: Option<String>,
    /// The form fields concerned.
    pub(super) fields: Vec<FormField>,
    /// Single fields that need a correction, each with its reason.
    pub(super) points: Vec<CorrectionPoint>,
    /// Answers on the criteria to store with it.
    pub(super) answers: Vec<Answer>,
    /// Reason why the decision does not follow the answers; `None` when it does.
    pub(super) override_reason: Option<String>,
    pub(super) timing: Timing,
    /// Decisions with which it is taken, and undone; and the time from which they can be undone.
    pub(super) batch: Option<(DecisionBatchId, DateTime<Utc>)>,
}

/// Time at which a decision takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    AtOnce,
    /// After the time in which it can be undone.
    Undoable,
    /// When a coordinator releases it.
    Held,
}

impl Timing {
    /// The timing that a request asks for.
    pub(super) const fn of(undoable: bool, held: bool) -> Self {
        match (held, undoable) {
            (true, _) => Self::Held,
            (false, true) => Self::Undoable,
            (false, false) => Self::AtOnce,
        }
    }
}

impl Decided {
    /// A decision that takes effect at once, without fields and answers.
    pub(super) const fn at_once(action: Action, comment: Option<String>) -> Self {
        Self {
            action,
            comment,
            fields: Vec::new(),
            points: Vec::new(),
            answers: Vec::new(),
            override_reason: None,
            timing: Timing::AtOnce,
            batch: None,
        }
    }

    /// The transition, with the answers of the round when it takes effect. The reason of a refusal without one is what its
    /// answers say.
    fn transition(&self, answers: &[Answer], edition: &Edition) -> Transition {
        let from_answers = || {
            let text = unmet_comments(answers, &edition.criteria);
            (self.action == Action::Refuse && !text.is_empty()).then_some(text)
        };
        Transition {
            action: self.action,
            comment: self.comment.clone().or_else(from_answers),
            fields: self.fields.clone(),
            late: false,
        }
    }

    fn details(&self) -> Details {
        Details {
            points: self.points.clone(),
            override_reason: self.override_reason.clone(),
        }
    }
}

/// Takes a decision on an event submission that the caller may read, and responds with the updated review sheet.
pub(super) async fn act(
    services: Data<Services>,
    actor: Actor,
    id: EventId,
    expected: Expected,
    decided: Decided,
    Arrival(arrival): Arrival,
) -> Result<HttpResponse, ApiError> {
    let sheet = services
        .write(move |conn, services| {
            let (file, pending) = settled(conn, services, &actor, id)?;
            let after = decide(
                services,
                conn,
                &actor,
                (&file, pending.as_ref()),
                &expected,
                &decided,
                arrival,
            )?;
            sheet::of(conn, &actor, &after, services.clock.now())
        })
        .await?;
    Ok(sheet::respond(&sheet))
}

/// Decides on an event submission and its decision that can still be undone, in the caller's transaction: for one submission, and for
/// each of a batch.
pub(super) fn decide(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    (file, pending): (&StoredFile, Option<&Pending>),
    expected: &Expected,
    decided: &Decided,
    arrival: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let performer = Performer::of(actor, file);
    transition::permitted(file, &performer, decided.action)?;
    none_pending(file, pending)?;
    expected.check(file.version)?;
    fields_known(&file.edition, decided)?;
    second_look::ensure_other(conn, file, &performer, decided.action)?;
    match decided.timing {
        Timing::Held => hold(conn, services, file, &performer, decided, arrival),
        Timing::Undoable if file.edition.undo_seconds > 0 => {
            hold(conn, services, file, &performer, decided, arrival)
        }
        Timing::Undoable | Timing::AtOnce => {
            perform(conn, services, file, &performer, decided, arrival)
        }
    }
}

/// Finds an event submission that the caller may read, with the decision on it that can still be undone. One that cannot be
/// undone any more takes effect now.
pub(super) fn settled(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    id: EventId,
) -> Result<(StoredFile, Option<Pending>), Error> {
    // First, so that a decision which takes effect meanwhile is seen in the file.
    let pending = pending::find(conn, id)?;
    let file = readable(conn, actor, id)?;
    match pending {
        Some(pending) if pending.is_due(services.clock.now()) => {
            release::release(conn, services, &pending)?;
            Ok((readable(conn, actor, id)?, None))
        }
        pending => Ok((file, pending)),
    }
}

/// Checks that no decision is about to take effect.
pub(super) fn none_pending(file: &StoredFile, pending: Option<&Pending>) -> Result<(), Error> {
    match pending {
        None => Ok(()),
        Some(pending) => Err(Error::rejected(Code::DecisionPending)
            .because(format!(
                "the action `{}` is about to take effect or to be released",
                pending.action
            ))
            .header("ETag", etag::of_version(file.version).to_string())),
    }
}

/// Checks that the edition has the fields that a decision names. One that is about to take effect keeps those that the edition
/// loses in the meantime.
fn fields_known(edition: &Edition, decided: &Decided) -> Result<(), Error> {
    let is_unknown = |field: FormField| {
        field
            .key()
            .is_some_and(|key| edition.additional_field(key).is_none())
    };
    let fault = |pointer: String| {
        FieldProblem::new(pointer, Code::UnknownValue, "not a field of the edition")
    };
    let points = decided.points.iter().enumerate();
    let in_points = points
        .filter(|(_, point)| is_unknown(point.field))
        .map(|(at, _)| fault(format!("/points/{at}/field")));
    let fields = decided.fields.iter().enumerate();
    let in_fields = fields
        .filter(|(_, field)| {
            is_unknown(**field) && decided.points.iter().all(|point| point.field != **field)
        })
        .map(|(at, _)| fault(format!("/fields/{at}")));
    let faults: Vec<FieldProblem> = in_points.chain(in_fields).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(faults))
    }
}

/// Checks that a decision may take effect, without storing anything.
pub(super) fn possible(
    conn: &mut Conn,
    file: &StoredFile,
    performer: &Performer,
    decided: &Decided,
    at: DateTime<Utc>,
) -> Result<(), Error> {
    let stored = criteria::of_round(conn, file.id, file.round)?;
    let answers = answers_with(&stored, &decided.answers);
    let detailed = Detailed {
        transition: &decided.transition(&answers, &file.edition),
        details: &decided.details(),
    };
    transition::compute_detailed(file, performer, &Expected::Any, detailed, at, || {
        let verdict = |answer: &Answer| (answer.criterion, answer.verdict);
        Ok(answers.iter().map(verdict).collect())
    })
    .map(drop)
}

/// Stores a decision that takes effect later, once it is certain that it may be taken.
fn hold(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    performer: &Performer,
    decided: &Decided,
    at: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    possible(conn, file, performer, decided, at)?;
    let By::Person(by, role) = performer.by else {
        return Err(Error::Internal(anyhow::anyhow!(
            "a decision without a person"
        )));
    };
    let now = services.clock.now();
    let from = decided.batch.map_or(now, |(_, from)| from);
    let (until, kind) = if decided.timing == Timing::Held {
        (Until::Released, fact::DECISION_KEPT)
    } else {
        let seconds = TimeDelta::seconds(i64::from(file.edition.undo_seconds));
        (Until::Time(from + seconds), fact::DECISION_HELD)
    };
    let pending = Pending {
        event: file.id,
        action: decided.action,
        terms: terms(file, decided),
        by,
        role,
        decided_at: at,
        until,
        batch: decided.batch.map(|(id, _)| id),
    };
    release::note(conn, file, &pending, (kind, None), performer.by, now)?;
    let held = file.touched(now);
    event_queries::update(conn, &held, file.version)?;
    pending::insert(conn, &pending)?;
    if let Some(release_at) = pending.release_at() {
        let job = ReleaseDecision { event: file.id };
        jobs::enqueue_at(conn, &services.clock, &job, release_at)?;
    }
    Ok(held)
}

fn terms(file: &StoredFile, decided: &Decided) -> Terms {
    let Decided {
        action: _,
        comment,
        fields,
        points,
        answers,
        override_reason,
        timing: _,
        batch: _,
    } = decided.clone();
    Terms {
        from: file.state,
        round: file.round,
        comment,
        fields,
        points,
        answers,
        override_reason,
    }
}

/// Carries out a decision: stores its answers, performs its transition, and informs the organiser.
pub(super) fn perform(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    performer: &Performer,
    decided: &Decided,
    at: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let mut reviewed = file.clone();
    if file.state == LabelState::Refused {
        // What was reviewed, and not what its organiser has typed since.
        set_aside_typed(conn, &mut reviewed, at)?;
    }
    let answered = if decided.answers.is_empty() {
        reviewed
    } else {
        assess::store(conn, &reviewed, performer, &decided.answers, at)?
    };
    let stored = criteria::of_round(conn, file.id, file.round)?;
    let transition = decided.transition(&answers_with(&stored, &[]), &file.edition);
    let details = decided.details();
    let detailed = Detailed {
        transition: &transition,
        details: &details,
    };
    let after = transition::apply_detailed(
        services,
        conn,
        &answered,
        performer,
        &Expected::Any,
        detailed,
        at,
    )?;
    if decided.action == Action::RequestCorrection {
        expect_answer(conn, services, &after)?;
    }
    second_look::end(conn, &after, decided.action)?;
    notify_owner(services, conn, &after, decided)?;
    Ok(after)
}

/// Sends the decision to the organiser.
fn notify_owner(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    decided: &Decided,
) -> Result<(), Error> {
    let Some(owner) = queries::owner(conn, file.owner)? else {
        return Ok(());
    };
    let site = &services.site.url;
    let file_page = format!("{site}/mes-evenements/{}", file.id);
    let about = About {
        recipient: owner.recipient(),
        file,
        link: &file_page,
    };
    let comment = decided.comment.as_deref();
    let letter = match decided.action {
        Action::RequestCorrection => Some(letters::correction(
            about,
            comment.unwrap_or_default(),
            &decided.fields,
            &decided.points,
        )),
        Action::Grant => {
            let slug = file.slug.as_deref().unwrap_or_default();
            let link = format!("{site}/evenements/{}/{slug}", file.edition.slug);
            let code = certificate::code_of(conn, file.id)?;
            let certificate = code.map(|code| {
                let address = format!("{site}{}", code.page());
                (code, address)
            });
            Some(letters::labelled(
                About {
                    link: &link,
                    ..about
                },
                certificate.as_ref(),
                &format!("{file_page}/kit"),
                comment,
            ))
        }
        Action::Refuse => {
            let answers = criteria::of_round(conn, file.id, file.round)?;
            Some(letters::refused(about, comment, &answers))
        }
        Action::Revoke => Some(letters::revoked(about, comment.unwrap_or_default())),
        Action::Reopen => Some(letters::reopened(about, comment.unwrap_or_default())),
        // Actions of the organiser.
        Action::Submit | Action::Withdraw => None,
    };
    match letter {
        Some(letter) => mail::post(conn, &services.clock, &letter).map(drop),
        None => Ok(()),
    }
}
