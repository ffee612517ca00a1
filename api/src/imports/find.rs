//! Retrieval of an import.

use super::queries;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::ImportId;
use shared::import::Import;

/// Get an import
///
/// With its columns, its faults cell by cell, and its progress while the server works on it.
#[utoipa::path(
    tag = "imports",
    params(("id" = ImportId, Path, description = "Identifier of the import")),
    responses((status = 200, description = "Import", body = Import), Refusals)
)]
#[get("/imports/{id}")]
pub(super) async fn get_import(
    services: Data<Services>,
    actor: Actor,
    id: Path<ImportId>,
) -> Result<Json<Import>, ApiError> {
    let (owner, id) = (actor.account.id, id.into_inner());
    let import = services
        .db
        .read(move |conn| queries::presented(conn, owner, id))
        .await?;
    Ok(Json(import))
}
