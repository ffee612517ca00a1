//! Withdrawal of an event.

use super::acts::Act;
use super::external::Address;
use super::file::{present, respond};
use super::scope::capacities;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::event::{EventFile, Withdrawal, parse_reason};
use shared::id::EventId;

/// Withdraw an event
///
/// Only the owner withdraws it (403 for a co-editor). For a labelled event a reason is required, and the event is no longer published. A withdrawn event may be submitted again
/// until the deadline.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Withdrawal,
    responses(
        (status = 200, description = "Withdrawn event; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[post("/events/{id}/withdraw")]
pub(super) async fn withdraw_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(arrival): Arrival,
    body: Body<Withdrawal>,
) -> Result<HttpResponse, ApiError> {
    let address = Address::Id(id.into_inner());
    withdraw(&services, actor, address, expected, arrival, body).await
}

/// Withdraws an event of the caller; `arrival` is the time at which the request arrived.
pub(super) async fn withdraw(
    services: &Data<Services>,
    actor: Actor,
    address: Address,
    expected: Expected,
    arrival: DateTime<Utc>,
    body: Body<Withdrawal>,
) -> Result<HttpResponse, ApiError> {
    let reason = parse_reason("/reason", &body.into_inner().reason).map_err(Error::invalid)?;
    let file = services
        .write(move |conn, services| {
            let file = address.edited(conn, &actor)?;
            let act = Act {
                services,
                actor: &actor,
                arrival,
            };
            let file = act.withdraw(conn, &file, &expected, reason.clone())?;
            present(
                conn,
                &file,
                &capacities(&actor, &file),
                services.clock.now(),
            )
        })
        .await?;
    Ok(respond(&file))
}
