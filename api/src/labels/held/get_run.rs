//! Progress of a run.

use super::queries;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::HeldRunId;
use shared::label::HeldRun;

/// Get a run of held decisions
///
/// Number of its decisions that are done, by outcome. A run that another coordinator started is visible too.
#[utoipa::path(
    tag = "labels",
    params(("id" = HeldRunId, Path, description = "Identifier of the run")),
    responses((status = 200, description = "The run", body = HeldRun), Refusals)
)]
#[get("/labels/held-runs/{id}")]
pub(super) async fn get_held_run(
    services: Data<Services>,
    _actor: Actor,
    id: Path<HeldRunId>,
) -> Result<Json<HeldRun>, ApiError> {
    let id = id.into_inner();
    let run = services
        .db
        .read(move |conn| {
            let run = queries::find(conn, id)?.ok_or_else(Error::not_found)?;
            queries::progress(conn, &run)
        })
        .await?;
    Ok(Json(run))
}
