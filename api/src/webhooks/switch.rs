//! Pause and resumption of a webhook.

use super::{Deliver, PAUSED, RESUMED, entry, found_open, queries};
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{PartnerSpaceId, WebhookId};
use shared::partner::{Webhook, WebhookState, WebhookSwitch};

/// Pause or resume a webhook
///
/// A resumed one goes on from where it stopped, whoever stopped it, and tries at once what failed. For the members of the space, and for the
/// coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook")
    ),
    request_body = WebhookSwitch,
    responses((status = 200, description = "The webhook", body = Webhook), WriteRefusals)
)]
#[put("/partner-spaces/{id}/webhooks/{webhook}/state")]
pub(super) async fn switch_webhook(
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId)>,
    body: Body<WebhookSwitch>,
) -> Result<Json<Webhook>, ApiError> {
    let ((id, webhook), WebhookSwitch { active }) = (path.into_inner(), body.into_inner());
    let (state, kind) = if active {
        (WebhookState::Active, RESUMED)
    } else {
        (WebhookState::Paused, PAUSED)
    };
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (seat, row) = found_open(conn, &actor, id, webhook)?;
            // First, since appending takes the lock under which nobody else switches it by hand.
            let entry = entry(seat.space.partner(), webhook, kind, seat.by);
            log::append(conn, now, &entry)?;
            queries::switch(conn, row.id, state)?;
            if active {
                Deliver::enqueue(conn, services, webhook)?;
            }
            let row = queries::find(conn, id, webhook)?.ok_or_else(Error::not_found)?;
            Ok(row.shown(now))
        })
        .await?;
    Ok(Json(shown))
}
