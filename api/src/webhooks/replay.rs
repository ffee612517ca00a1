//! Repetition: of everything after a cursor, or of one message.

use super::message::id_of_delivery;
use super::rows::DeliveryRow;
use super::{BY_HAND, Deliver, REPLAYED, entry, found, found_open, queries};
use crate::catalogue::Live;
use crate::changes::{self, Reader};
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpResponse, post};
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::{ids, log};
use http::limits::{self, Attempt};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::id::{PartnerSpaceId, WebhookDeliveryId, WebhookId};
use shared::partner::{
    DeliveryKind, DeliveryState, WEBHOOK_REPLAYS_MAX, Webhook, WebhookDelivery, WebhookReplay,
};
use shared::problem::{Code, FieldProblem};

/// Seconds after which somebody may ask for a further repetition.
const RETRY_S: &str = "60";

/// Send changes again
///
/// The webhook goes on after the cursor, in new messages: each event that changed since is told once, as it is now. What was not told yet follows.
/// A paused webhook does so when it is resumed. For the members of the space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook")
    ),
    request_body = WebhookReplay,
    responses((status = 200, description = "The webhook", body = Webhook), WriteRefusals)
)]
#[post("/partner-spaces/{id}/webhooks/{webhook}/replay")]
pub(super) async fn replay_webhook(
    services: Data<Services>,
    live: Data<Live>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId)>,
    body: Body<WebhookReplay>,
) -> Result<Json<Webhook>, ApiError> {
    let ((id, webhook), WebhookReplay { cursor }) = (path.into_inner(), body.into_inner());
    count(&services, &actor).await?;
    let asking = actor.clone();
    let (_, row) = services
        .db
        .read(move |conn| found(conn, &asking, id, webhook))
        .await?;
    let reader = match cursor {
        None => Reader::anew(live.get()?.version()),
        Some(cursor) => {
            // The name of a stream is made of its filters in canonical form, as they are stored.
            let filters = row
                .filters()
                .ok_or_else(|| at_cursor("the filters are not valid any more"))?;
            let stream = changes::stream(&filters);
            let read = changes::of_cursor(&services, &live, &stream, &cursor).await;
            read.map_err(|error| {
                if error.code() == Code::InvalidCursor {
                    at_cursor("this server did not issue it for these filters")
                } else {
                    error
                }
            })?
        }
    };
    let shown = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (seat, row) = found_open(conn, &actor, id, webhook)?;
            let entry = entry(seat.space.partner(), webhook, REPLAYED, seat.by);
            log::append(conn, now, &entry)?;
            queries::go_to(conn, row.id, reader)?;
            Deliver::enqueue(conn, services, webhook)?;
            let row = queries::find(conn, id, webhook)?.ok_or_else(Error::not_found)?;
            Ok(row.shown(now))
        })
        .await?;
    Ok(Json(shown))
}

/// Send one message again
///
/// In a new message of the type `events.replayed`, before what else is to be sent: the events that the delivery told of, as they are now. It is
/// tried once. At most 20 at a time. For the members of the space, and for the coordination and administrators.
#[utoipa::path(
    tag = "partners",
    params(
        ("id" = PartnerSpaceId, Path, description = "Identifier of the space"),
        ("webhook" = WebhookId, Path, description = "Identifier of the webhook"),
        ("delivery" = WebhookDeliveryId, Path, description = "Identifier of the delivery")
    ),
    responses((status = 202, description = "The delivery that waits to be sent", body = WebhookDelivery), WriteRefusals)
)]
#[post("/partner-spaces/{id}/webhooks/{webhook}/deliveries/{delivery}/replay")]
pub(super) async fn replay_webhook_delivery(
    services: Data<Services>,
    actor: Actor,
    path: Path<(PartnerSpaceId, WebhookId, WebhookDeliveryId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, webhook, delivery) = path.into_inner();
    count(&services, &actor).await?;
    let asked = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (seat, row) = found_open(conn, &actor, id, webhook)?;
            // First, since appending takes the lock under which the number of waiting messages does not grow.
            let entry = entry(seat.space.partner(), webhook, REPLAYED, seat.by);
            log::append(conn, now, &entry)?;
            let delivered =
                queries::delivery(conn, row.id, delivery)?.ok_or_else(Error::not_found)?;
            if queries::waiting(conn, row.id)?.len() >= WEBHOOK_REPLAYS_MAX {
                return Err(Error::rejected(Code::TooManyRequests)
                    .because("as many messages as may wait are waiting to be sent again")
                    .header("Retry-After", RETRY_S));
            }
            let new = WebhookDeliveryId(ids::new(&services.clock));
            let asked = DeliveryRow {
                id: new.into(),
                webhook_id: row.id,
                message: id_of_delivery(new),
                kind: DeliveryKind::Replay.as_str().to_owned(),
                events: SqlJson::of(&delivered.events()?)?,
                attempt: 1,
                state: DeliveryState::Waiting.as_str().to_owned(),
                at: now.into(),
                duration_ms: None,
                status: None,
                fault: None,
                request_head: None,
                answer_head: None,
            };
            queries::note(conn, std::slice::from_ref(&asked), &[])?;
            Deliver::enqueue(conn, services, webhook)?;
            Ok(asked.shown()?)
        })
        .await?;
    Ok(HttpResponse::Accepted().json(asked))
}

async fn count(services: &Services, actor: &Actor) -> Result<(), Error> {
    let attempt = Attempt {
        person: actor.account.id.to_string(),
        machine: String::new(),
    };
    limits::count(services, BY_HAND, &attempt).await
}

fn at_cursor(detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/cursor",
        Code::InvalidCursor,
        detail,
    )])
}
