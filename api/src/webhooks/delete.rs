//! Deletion of a webhook.

use super::{DELETED, entry, found, queries};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::{PartnerSpaceId, WebhookId};

/// Delete a webhook
///
/// With its deliveries. What is being sent at the moment may still arrive. For the members of the space, and for the coordination and
/// administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook")
    ),
    responses((status = 204, description = "Webhook deleted"), WriteRefusals)
)]
#[delete("/partner-spaces/{id}/webhooks/{webhook}")]
pub(super) async fn delete_webhook(
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, webhook) = path.into_inner();
    services
        .write(move |conn, services| {
            let (seat, row) = found(conn, &actor, id, webhook)?;
            let entry = entry(seat.space.partner(), webhook, DELETED, seat.by);
            log::append(conn, services.clock.now(), &entry)?;
            queries::delete(conn, row.id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
