//! Taking the rows of a previewed table.

use super::queries;
use super::wait::settled;
use super::work::begin;
use crate::editions::queries as edition_queries;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use anyhow::Context as _;
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::ImportId;
use shared::import::{Import, ImportReport, ImportState};
use shared::problem::Code;

/// Take the rows of an import
///
/// Each row without a fault creates a draft or changes the form of the event with its identifier; the others are left out. What
/// is stored already stays as it is, so that the same table again changes nothing. Nothing is submitted. Once more, the request
/// changes nothing and answers the same.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Identifier of the import")),
    responses(
        (status = 200, description = "Import, all rows of which are done", body = Import),
        (status = 202, description = "Import whose rows are being taken; `progress` says how many are done", body = Import),
        WriteRefusals
    )
)]
#[post("/imports/{id}/commit")]
pub(super) async fn commit_import(
    services: Data<Services>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, ApiError> {
    let (owner, id) = (actor.account.id, id.into_inner());
    services
        .write(move |conn, services| {
            let mut import = queries::owned(conn, owner, id)?;
            match import.state {
                ImportState::Previewed => {}
                ImportState::Committing | ImportState::Committed => return Ok(()),
                ImportState::Reading
                | ImportState::Undoing
                | ImportState::Undone
                | ImportState::Failed => return Err(Error::rejected(Code::ImportLocked)),
            }
            let edition = edition_queries::find(conn, import.edition)?
                .with_context(|| format!("edition of import {id}"))?;
            if !edition.is_writable() {
                return Err(Error::rejected(Code::EditionClosed));
            }
            import.state = ImportState::Committing;
            import.rows_done = 0;
            import.report = Some(ImportReport {
                header_row: import.report.map_or(0, |report| report.header_row),
                ..ImportReport::default()
            });
            begin(conn, services, &mut import, ImportState::Previewed, true)
        })
        .await?;
    let import = settled(&services, owner, id).await?;
    Ok(respond(import))
}

/// 200 when the work is done, 202 while it goes on.
pub(super) fn respond(import: Import) -> HttpResponse {
    if import.state.is_working() {
        HttpResponse::Accepted().json(import)
    } else {
        HttpResponse::Ok().json(import)
    }
}
