//! Test of a receiver.

use super::{BY_HAND, Webhooks, found};
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::{PartnerSpaceId, WebhookId};
use shared::partner::WebhookDelivery;

/// Test a webhook
///
/// Posts a signed message of the type `webhook.test` without changes, also while the webhook is paused, and returns the outcome. It is not sent
/// again. At most 60 tests and repetitions an hour for one person. For the members of the space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook")
    ),
    responses((status = 200, description = "Outcome, whether the receiver took the message or not", body = WebhookDelivery), WriteRefusals)
)]
#[post("/partner-spaces/{id}/webhooks/{webhook}/test")]
pub(super) async fn test_webhook(
    services: Data<Services>,
    webhooks: Data<Webhooks>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId)>,
) -> Result<Json<WebhookDelivery>, ApiError> {
    let (id, webhook) = path.into_inner();
    let attempt = Attempt {
        person: actor.account.id.to_string(),
        machine: String::new(),
    };
    let row = services
        .db
        .read(move |conn| {
            let (seat, row) = found(conn, &actor, id, webhook)?;
            seat.open()?;
            Ok(row)
        })
        .await?;
    limits::count(&services, BY_HAND, &attempt).await?;
    Ok(Json(webhooks.test(&row).await?))
}
