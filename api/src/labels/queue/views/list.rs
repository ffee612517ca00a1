//! The saved views of the caller.

use super::queries;
use actix_web::get;
use actix_web::web::{Data, Json};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::label::QueueView;

/// List the saved views of the review queue
///
/// Those of the caller, by name; at most 20.
#[utoipa::path(
    tag = "labels",
    responses((status = 200, description = "Saved views", body = Vec<QueueView>), Refusals)
)]
#[get("/labels/queue/views")]
pub(super) async fn list_queue_views(
    services: Data<Services>,
    actor: Actor,
) -> Result<Json<Vec<QueueView>>, ApiError> {
    let views = services
        .db
        .read(move |conn| queries::list(conn, actor.account.id))
        .await?;
    Ok(Json(views))
}
