//! Execution of a decision: answers, transition, stored decision, log entry and e-mail to the organiser, in one transaction, at
//! once or after the time in which it can be undone.

use super::letters::{self, About};
use super::release::{self, ReleaseDecision};
use super::{assess, queries, sheet};
use crate::criteria;
use crate::events::fact;
use crate::events::queries as event_queries;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::events::transition::{self, Detailed, Details, Performer, Transition};
use crate::pending::{self, Pending, Terms};
use actix_web::HttpResponse;
use actix_web::web::Data;
use chrono::{DateTime, TimeDelta, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::jobs;
use ground::log::By;
use ground::mail::{self, Recipient};
use http::ApiError;
use http::Services;
use http::etag::{self, Expected};
use http::{Actor, Arrival};
use shared::criterion::Answer;
use shared::edition::Edition;
use shared::event::FormField;
use shared::id::EventId;
use shared::label::{Action, CorrectionPoint, answers_with, unmet_comments};
use shared::problem::{Code, FieldProblem};

/// A validated decision of a reviewer.
#[derive(Debug, Clone)]
pub(super) struct Decided {
    pub(super) action: Action,
    /// Message or reason.
    pub(super) comment: Option<String>,
    /// The form fields concerned.
    pub(super) fields: Vec<FormField>,
    /// What is wrong with single fields.
    pub(super) points: Vec<CorrectionPoint>,
    /// Answers on the criteria to store with it.
    pub(super) answers: Vec<Answer>,
    /// Why it does not follow the answers.
    pub(super) override_reason: Option<String>,
    /// True when it takes effect after the time in which it can be undone.
    pub(super) undoable: bool,
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
            undoable: false,
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
    if decided.undoable && file.edition.undo_seconds > 0 {
        hold(conn, services, file, &performer, decided, arrival)
    } else {
        perform(conn, services, file, &performer, decided, arrival)
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
    let file = readable(conn, actor, id)?;
    match pending::find(conn, id)? {
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
                "the action `{}` is about to take effect",
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

/// Stores a decision that takes effect later, once it is certain that it may be taken.
fn hold(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    performer: &Performer,
    decided: &Decided,
    at: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let stored = criteria::of_round(conn, file.id, file.round)?;
    let answers = answers_with(&stored, &decided.answers);
    let detailed = Detailed {
        transition: &decided.transition(&answers, &file.edition),
        details: &decided.details(),
    };
    transition::compute_detailed(file, performer, &Expected::Any, detailed, at, || {
        let verdict = |answer: &Answer| (answer.criterion, answer.verdict);
        Ok(answers.iter().map(verdict).collect())
    })?;
    let By::Person(by, role) = performer.by else {
        return Err(Error::Internal(anyhow::anyhow!(
            "a decision without a person"
        )));
    };
    let now = services.clock.now();
    let seconds = TimeDelta::seconds(i64::from(file.edition.undo_seconds));
    let pending = Pending {
        event: file.id,
        action: decided.action,
        terms: terms(file, decided),
        by,
        role,
        decided_at: at,
        release_at: now + seconds,
    };
    release::note(conn, file, &pending, fact::DECISION_HELD, performer.by, now)?;
    let held = file.touched(now);
    event_queries::update(conn, &held, file.version)?;
    pending::insert(conn, &pending)?;
    let job = ReleaseDecision { event: file.id };
    jobs::enqueue_at(conn, &services.clock, &job, pending.release_at)?;
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
        undoable: _,
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
    let answered = if decided.answers.is_empty() {
        file.clone()
    } else {
        assess::store(conn, file, performer, &decided.answers, at)?
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
        recipient: Recipient {
            email: &owner.email,
            name: &owner.name,
        },
        title: file.title(),
        edition: &file.edition.name,
        link: &file_page,
        referent: file.referent(),
    };
    let comment = decided.comment.as_deref();
    let letter = match decided.action {
        Action::RequestCorrection => Some(letters::correction(
            about,
            comment.unwrap_or_default(),
            &decided.fields,
            &decided.points,
            &file.edition.additional,
        )),
        Action::Grant => {
            let slug = file.slug.as_deref().unwrap_or_default();
            let link = format!("{site}/evenements/{}/{slug}", file.edition.slug);
            Some(letters::labelled(
                About {
                    link: &link,
                    ..about
                },
                comment,
            ))
        }
        Action::Refuse => {
            let answers = criteria::of_round(conn, file.id, file.round)?;
            let criteria = &file.edition.criteria;
            Some(letters::refused(about, comment, &answers, criteria))
        }
        Action::Revoke => Some(letters::revoked(about, comment.unwrap_or_default())),
        // Actions of the organiser.
        Action::Submit | Action::Withdraw => None,
    };
    match letter {
        Some(letter) => mail::post(conn, &services.clock, &letter).map(drop),
        None => Ok(()),
    }
}
