//! Undoes an import: removes its drafts, brings back replaced forms, withdraws what was submitted since.

use super::commit::respond;
use super::queries;
use super::wait::settled;
use super::work::begin;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::ImportId;
use shared::import::{Import, ImportState};
use shared::problem::Code;

/// Undo an import
///
/// Removes the drafts that the import created, brings back the forms that it replaced, and withdraws the events that were
/// submitted since (`withdrawn`): they leave the review with a reason in their history, and their reviewers are told. It is
/// refused (409 `import_locked`) once one of its events was decided on. What was changed otherwise since stays as it is: `kept` says
/// how many events.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Identifier of the import")),
    responses(
        (status = 200, description = "Import, which is undone", body = Import),
        (status = 202, description = "Import that is being undone; `progress` says how far", body = Import),
        WriteRefusals
    )
)]
#[post("/imports/{id}/undo")]
pub(super) async fn undo_import(
    services: Data<Services>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<HttpResponse, ApiError> {
    let (owner, id) = (actor.account.id, id.into_inner());
    services
        .write(move |conn, services| {
            let mut import = queries::owned(conn, owner, id)?;
            match import.state {
                ImportState::Committed => {}
                ImportState::Undoing | ImportState::Undone => return Ok(()),
                ImportState::Reading
                | ImportState::Previewed
                | ImportState::Committing
                | ImportState::Failed => return Err(Error::rejected(Code::ImportLocked)),
            }
            if queries::is_decided(conn, &import)? {
                return Err(Error::rejected(Code::ImportLocked)
                    .because("one of its events was decided on since"));
            }
            let counts = import.report.as_ref().map(|report| report.counts);
            import.rows_total = counts.map_or(0, |counts| counts.created + counts.updated);
            import.rows_done = 0;
            import.state = ImportState::Undoing;
            begin(conn, services, &mut import, ImportState::Committed, false)
        })
        .await?;
    let import = settled(&services, owner, id).await?;
    Ok(respond(import))
}
