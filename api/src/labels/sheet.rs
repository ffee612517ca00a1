//! The sheet that a referent decides on, and the one way in which all operations answer it.

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

/// The sheet of a file as this person sees it.
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
        owner_name: owner.name,
        owner_email: owner.email,
        criteria: file.edition.criteria.clone(),
        assessments: criteria::of_round(conn, file.id, file.round)?,
        round: file.round,
        own: actor.account.id == file.owner,
        overdue: is_overdue(due_at, now),
        urgent: file
            .content
            .as_ref()
            .is_some_and(|content| is_urgent(due_at, content.occurrences.first_begin().to_utc())),
    })
}

/// The answer that holds a sheet, with the version of the file as its tag.
pub(super) fn answer(sheet: &ReviewSheet) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(sheet.file.version)))
        .json(sheet)
}
