//! Replacement of the secret of a webhook.

use super::{ROTATED, entry, found_open, queries, signing};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use chrono::TimeDelta;
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{PartnerSpaceId, WebhookId};
use shared::partner::{MadeWebhook, WEBHOOK_OVERLAP_MAX_HOURS, WebhookRotation};
use shared::problem::{Code, FieldProblem};

/// Replace the secret of a webhook
///
/// For the hours of the overlap, each message has a signature by each of both secrets, so that the receiver verifies it with either. A third one
/// ends the first at once. The response is the only one that contains the new secret. For the members of the space, and for the coordination and
/// administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook")
    ),
    request_body = WebhookRotation,
    responses((status = 200, description = "The webhook with its new secret, shown this once", body = MadeWebhook), WriteRefusals)
)]
#[post("/partner-spaces/{id}/webhooks/{webhook}/rotation")]
pub(super) async fn rotate_webhook_secret(
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId)>,
    body: Body<WebhookRotation>,
) -> Result<Json<MadeWebhook>, ApiError> {
    let ((id, webhook), WebhookRotation { overlap_hours }) = (path.into_inner(), body.into_inner());
    if overlap_hours > WEBHOOK_OVERLAP_MAX_HOURS {
        let detail = format!("must be 0 to {WEBHOOK_OVERLAP_MAX_HOURS}");
        let fault = FieldProblem::new("/overlapHours", Code::OutOfRange, detail);
        let fault = fault.with_limit(WEBHOOK_OVERLAP_MAX_HOURS);
        return Err(Error::invalid(vec![fault]).into());
    }
    let made = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (seat, _) = found_open(conn, &actor, id, webhook)?;
            // First, since appending takes the lock under which nobody else replaces it.
            let entry = entry(seat.space.partner(), webhook, ROTATED, seat.by);
            log::append(conn, now, &entry)?;
            let row = queries::find(conn, id, webhook)?.ok_or_else(Error::not_found)?;
            let number = row.secret_number.saturating_add(1);
            let until = now + TimeDelta::hours(overlap_hours.into());
            let until = (overlap_hours > 0).then_some(until);
            queries::rotate(conn, row.id, number, until)?;
            let row = queries::find(conn, id, webhook)?.ok_or_else(Error::not_found)?;
            Ok(MadeWebhook {
                webhook: row.shown(now),
                secret: signing::secret(&services.secrets, webhook, number),
            })
        })
        .await?;
    Ok(Json(made))
}
