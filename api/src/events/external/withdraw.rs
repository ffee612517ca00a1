//! Withdrawal of an event by its identifier in another system.

use super::super::withdraw::withdraw;
use super::Address;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Arrival, Body, Services};
use shared::event::{EventFile, ExternalKey, Source, Withdrawal};

/// Withdraw an event by external id
///
/// Withdraws the event, as `withdraw_event` does. The event keeps its identifier, which no other event of the account can have.
#[utoipa::path(
    tag = "events",
    params(
        ("source" = inline(Source), Path, description = "Name of the other system"),
        ("id" = inline(ExternalKey), Path, description = "Identifier of the event in that system; `/` is written `%2F`"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Withdrawal,
    responses(
        (status = 200, description = "Withdrawn event; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[post("/events/ext/{source}/{id}/withdraw")]
pub(in super::super) async fn withdraw_external_event(
    services: Data<Services>,
    actor: Actor,
    path: Path<(Source, ExternalKey)>,
    expected: Expected,
    Arrival(arrival): Arrival,
    body: Body<Withdrawal>,
) -> Result<HttpResponse, ApiError> {
    let address = Address::of(path.into_inner());
    withdraw(&services, actor, address, expected, arrival, body).await
}
