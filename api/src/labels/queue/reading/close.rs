//! Ends the reading of a file.

use super::queries;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::EventId;

/// Stop showing that the caller reads a file
///
/// Does nothing when there is no mark of the caller on it.
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 204, description = "The mark is removed"), WriteRefusals)
)]
#[delete("/labels/events/{id}/reading")]
pub(super) async fn close_reading(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    services
        .write(move |conn, _| queries::unmark(conn, *id, actor.account.id))
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
