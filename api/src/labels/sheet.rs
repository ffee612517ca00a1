//! Review sheet, and the response that all review operations share.

use super::{queries, second_look, undo};
use crate::criteria;
use crate::events::file::present;
use crate::events::scope::capacities;
use crate::events::stored::StoredFile;
use crate::pending::{self, Pending, Terms};
use crate::places::distance_from;
use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::mail::addresses;
use http::{Actor, etag};
use shared::label::{PendingDecision, ReviewSheet, is_overdue, is_short_notice};
use shared::place::reported_distance;

/// Review sheet of an event submission, as this caller sees it.
pub(super) fn of(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<ReviewSheet, Error> {
    let owner = queries::owner(conn, file.owner)?;
    let due_at = file.due_at();
    let pending = pending::find(conn, file.id)?;
    // Nobody acts before the decision takes effect or is undone.
    let capacities = match &pending {
        Some(_) => Vec::new(),
        None => capacities(actor, file),
    };
    Ok(ReviewSheet {
        file: present(conn, file, &capacities, now)?,
        pending: pending.map(|pending| {
            let undoable = undo::may_undo(&pending, actor, file);
            shown(pending, actor, undoable)
        }),
        second_look: second_look::of(conn, actor, file)?,
        background: None,
        owner_name: owner.as_ref().map(|owner| owner.name.clone()),
        owner_returned: match &owner {
            Some(owner) => addresses::returned(conn, &owner.email)?,
            None => None,
        },
        owner_email: owner.map(|owner| owner.email),
        pin_away_m: pin_away(file),
        criteria: file.edition.criteria.clone(),
        assessments: criteria::of_round(conn, file.id, file.round)?,
        round: file.round,
        own: file.concerns(actor.account.id),
        overdue: is_overdue(due_at, now),
        urgent: file.content.as_ref().zip(file.submitted_at).is_some_and(
            |(content, submitted_at)| {
                is_short_notice(
                    file.state,
                    submitted_at,
                    content.occurrences.first_begin().to_utc(),
                    file.edition.review_working_days,
                    content.department.as_ref(),
                )
            },
        ),
    })
}

/// Distance of the map marker from the commune of the address, if it is more than the edition allows.
fn pin_away(file: &StoredFile) -> Option<u32> {
    let venue = file.content.as_ref()?.venue.as_ref()?;
    let distance_m = distance_from(&venue.insee, venue.position)?;
    reported_distance(distance_m, file.edition.pin_distance_m)
}

/// A pending decision, as this caller sees it.
fn shown(pending: Pending, actor: &Actor, undoable: bool) -> PendingDecision {
    let (held, release_at) = (pending.is_held(), pending.release_at());
    let Pending {
        event: _,
        action,
        terms,
        by,
        role: _,
        decided_at,
        until: _,
        batch: _,
    } = pending;
    let Terms {
        from: _,
        round: _,
        comment,
        fields,
        points,
        answers,
        override_reason: _,
    } = terms;
    PendingDecision {
        action,
        comment,
        fields,
        points,
        answers,
        own: by == actor.account.id,
        held,
        undoable,
        decided_at,
        release_at,
    }
}

/// Response with a review sheet, and the version of the event submission as `ETag`.
pub(super) fn respond(sheet: &ReviewSheet) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(sheet.file.version)))
        .json(sheet)
}
