//! The decision of a reviewer on a waiting change.

use super::publish::{end_check, entry, publish};
use super::queries;
use super::rows::ChangeDecisionRow;
use super::status::labelled;
use super::stored::{StoredChange, Waiting};
use super::withdraw::{nothing_waits, overtaken};
use crate::events::certificate;
use crate::events::commune::commune_of;
use crate::events::edition_closed::closed;
use crate::events::fact;
use crate::events::queries as files;
use crate::events::routed;
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::db::types::{SqlJson, SqlUuid};
use ground::error::Error;
use ground::{ids, log};
use http::Services;
use http::etag::Expected;
use serde_json::json;
use shared::edition::{AnswerPointer, FilingClosed};
use shared::event::{EventForm, Field, FormField, LifeStatus, RefusedChange};
use shared::label::{Actor, ChangeDecisionKind};
use shared::problem::Code;

/// A decision to perform.
#[derive(Debug, Clone)]
pub(crate) struct ChangeDecision {
    pub(crate) kind: ChangeDecisionKind,
    /// Message or reason, validated and normalised; present for a refusal.
    pub(crate) comment: Option<String>,
}

/// The event after a decision, and the fields that it was about.
#[derive(Debug)]
pub(crate) struct Decided {
    pub(crate) file: StoredFile,
    pub(crate) fields: Vec<FormField>,
}

/// Decides on the waiting change of an event in the caller's transaction. Accepted, it is public from then on; refused, it stays as a
/// draft of its organisers.
///
/// # Errors
///
/// In this order: `own_event`, `not_found` for somebody who reviews nothing here, `illegal_move` when no change waits,
/// `precondition_failed`, `edition_closed`, `invalid` when the change does not fit to the event any more.
pub(crate) fn decide(
    services: &Services,
    conn: &mut Conn,
    file: &StoredFile,
    performer: &Performer,
    expected: &Expected,
    decision: &ChangeDecision,
    at: DateTime<Utc>,
) -> Result<Decided, Error> {
    if file.role_of(performer.account).is_some() {
        return Err(Error::rejected(Code::OwnEvent));
    }
    let reviews = |it: &Actor| matches!(it, Actor::Referent | Actor::Coordinator);
    if !performer.capacities.iter().any(reviews) {
        return Err(Error::not_found());
    }
    let change = queries::find(conn, file.id)?;
    let Some(waiting) = change.waiting.filter(|_| file.state.is_public()) else {
        return Err(nothing_waits(file, &performer.capacities));
    };
    expected.check(file.version)?;
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    let after = applied(file, &waiting, decision, at)?;
    let fields = waiting.edit.fields.clone();
    let kind = match decision.kind {
        ChangeDecisionKind::Accept => fact::CHANGE_ACCEPTED,
        ChangeDecisionKind::Refuse => fact::CHANGE_REFUSED,
    };
    let comment = decision.comment.as_deref();
    let entry = entry(&after, kind, performer.by, &fields, comment)?;
    log::append(conn, services.clock.now(), &entry)?;
    files::update(conn, &after, file.version)
        .map_err(|error| overtaken(conn, file, &performer.capacities, error))?;
    // Its organisers may have saved what they write in the meantime.
    let mut change = queries::find_locked(conn, file.id)?;
    settle(&mut change, decision, at);
    queries::store(conn, change, at)?;
    let id = ids::new(&services.clock);
    let row = ChangeDecisionRow {
        id: SqlUuid(id),
        event_id: file.id.into(),
        decision: decision.kind.as_str().to_owned(),
        actor_id: performer.account.into(),
        comment: comment.unwrap_or_default().to_owned(),
        fields: SqlJson::of(&fields)?,
        frozen: SqlJson::of(&frozen(file, &waiting))?,
        decided_at: at.into(),
    };
    queries::insert_decision(conn, row)?;
    if decision.kind == ChangeDecisionKind::Accept {
        routed::route(conn, services.clock.now(), &after)?;
        certificate::issue::with_decision(conn, &after, id, at)?;
    }
    Ok(Decided {
        file: after,
        fields,
    })
}

/// The event after a decision.
fn applied(
    file: &StoredFile,
    waiting: &Waiting,
    decision: &ChangeDecision,
    at: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let mut after = file.clone();
    if decision.kind == ChangeDecisionKind::Accept {
        if file.life_status == LifeStatus::Postponed
            && waiting.edit.fields.contains(&Field::Occurrences.into())
        {
            // The later dates are known now.
            after.life_status = LifeStatus::Rescheduled;
            after.life_note = None;
        }
        publish(&mut after, waiting.edit.over(&file.form), at)?;
    }
    end_check(&mut after, waiting, at);
    after.version += 1;
    Ok(after)
}

/// The change after a decision.
fn settle(change: &mut StoredChange, decision: &ChangeDecision, at: DateTime<Utc>) {
    match decision.kind {
        ChangeDecisionKind::Accept => {
            change.waiting = None;
            change.refused = None;
        }
        ChangeDecisionKind::Refuse => {
            change.taken_back();
            change.refused = Some(RefusedChange {
                reason: decision.comment.clone().unwrap_or_default(),
                refused_at: at,
            });
        }
    }
}

/// Fields that name or reach a person: a decision keeps no copy of them.
const PERSONAL: [Field; 5] = [
    Field::OrganiserContactName,
    Field::OrganiserContactEmail,
    Field::OrganiserContactPhone,
    Field::PublicBooking,
    Field::SchoolBooking,
];

/// True for a field whose values a decision may keep; of the additional ones, those that are public.
fn is_kept(field: FormField, file: &StoredFile) -> bool {
    match field {
        FormField::Standard(field) => !PERSONAL.contains(&field),
        FormField::Additional(AnswerPointer(key)) => file
            .edition
            .additional_field(key)
            .is_some_and(|field| field.public),
    }
}

/// Snapshot of the rules and findings, and of each field before and after.
fn frozen(file: &StoredFile, waiting: &Waiting) -> serde_json::Value {
    let form = waiting.edit.over(&file.form);
    let (commune, before) = (commune_of(&form), commune_of(&file.form));
    let event = labelled(file, before.as_ref());
    let validation = event.validate(&form, commune.as_ref(), waiting.submitted_at);
    let values = |form: &EventForm| {
        let form = json!(form);
        let kept = waiting.edit.fields.iter();
        kept.filter(|field| is_kept(**field, file))
            .map(|field| {
                let pointer = field.pointer().into_owned();
                let value = json!(form.pointer(&pointer));
                (pointer, value)
            })
            .collect::<serde_json::Map<_, _>>()
    };
    json!({
        "criteria": file.edition.criteria,
        "dates": file.edition.dates_for(
            commune.as_ref().map(|commune| &commune.department),
            commune.as_ref().map(|commune| &commune.region),
        ),
        "findings": validation.findings,
        "before": values(&file.form),
        "after": values(&form),
    })
}
