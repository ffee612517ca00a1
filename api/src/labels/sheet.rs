//! Review sheet, and the response that all review operations share.

use super::queries;
use crate::criteria;
use crate::events::file::present;
use crate::events::scope::capacities;
use crate::events::stored::StoredFile;
use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::{Actor, etag};
use shared::label::{ReviewSheet, is_overdue, is_urgent};

/// Review sheet of an event submission, as this caller sees it.
pub(super) fn of(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<ReviewSheet, Error> {
    let owner = queries::owner(conn, file.owner)?;
    let due_at = file.due_at();
    Ok(ReviewSheet {
        file: present(conn, file, &capacities(actor, file), now)?,
        owner_name: owner.as_ref().map(|owner| owner.name.clone()),
        owner_email: owner.map(|owner| owner.email),
        criteria: file.edition.criteria.clone(),
        assessments: criteria::of_round(conn, file.id, file.round)?,
        round: file.round,
        own: file.concerns(actor.account.id),
        overdue: is_overdue(due_at, now),
        urgent: file
            .content
            .as_ref()
            .is_some_and(|content| is_urgent(due_at, content.occurrences.first_begin().to_utc())),
    })
}

/// Response with a review sheet, and the version of the event submission as `ETag`.
pub(super) fn respond(sheet: &ReviewSheet) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(sheet.file.version)))
        .json(sheet)
}
