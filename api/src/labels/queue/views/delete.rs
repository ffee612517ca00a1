//! Deletes a saved view.

use super::queries;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::QueueViewId;

/// Delete a saved view of the review queue
#[utoipa::path(
    tag = "labels",
    params(("id" = QueueViewId, Path, description = "Identifier of the view")),
    responses((status = 204, description = "Deleted"), WriteRefusals)
)]
#[delete("/labels/queue/views/{id}")]
pub(super) async fn delete_queue_view(
    services: Data<Services>,
    actor: Actor,
    id: Path<QueueViewId>,
) -> Result<HttpResponse, ApiError> {
    services
        .write(move |conn, _| {
            if queries::delete(conn, actor.account.id, *id)? {
                Ok(())
            } else {
                Err(Error::not_found())
            }
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
