//! Receives the message of a visitor.

use super::receive;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, post};
use http::idempotency::IdempotencyKey;
use http::problems::{Gone, WriteRefusals};
use http::{ApiError, Body, Services, client};
use shared::event::{ReceivedMessage, VisitorMessageForm};
use shared::id::EventId;

/// Write to the organiser of a labelled event
///
/// A question, or the report of an error, without an account. It goes to the organiser and the co-editors by mail, whose addresses
/// stay unknown; answers go to the address in it. If nobody has settled it at `dueAt`, the referents of the territory get it too,
/// without that address. Sent twice, it is stored once. 409 `event_over` once the event is over.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("Idempotency-Key" = Option<String>, Header, description = "Unique key of the request, 1 to 200 visible ASCII characters; a repeated request is executed once")
    ),
    request_body = VisitorMessageForm,
    responses(
        (status = 202, description = "The message was stored and is being sent", body = ReceivedMessage),
        Gone,
        WriteRefusals
    )
)]
#[post("/catalogue/events/{id}/messages")]
pub(super) async fn write_to_event(
    request: HttpRequest,
    services: Data<Services>,
    id: Path<EventId>,
    key: IdempotencyKey,
    body: Body<VisitorMessageForm>,
) -> Result<HttpResponse, ApiError> {
    let machine = client::address(&services, &request);
    let form = body.into_inner();
    let received = receive(&services, id.into_inner(), &form, key.value(), machine).await?;
    Ok(HttpResponse::Accepted().json(received))
}
