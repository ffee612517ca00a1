//! Revocation of a label.

use super::act::{Decided, act};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::event::parse_reason;
use shared::id::EventId;
use shared::label::{Action, ReviewSheet, Revocation};

/// Revoke the label
///
/// For coordinators. The event is no longer published, and the organiser gets the reason by mail. A revocation is final.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Revocation,
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/revocation")]
pub(super) async fn revoke_label(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    arrival: Arrival,
    body: Body<Revocation>,
) -> Result<HttpResponse, ApiError> {
    let reason = parse_reason("/reason", &body.into_inner().reason).map_err(Error::invalid)?;
    let decided = Decided::at_once(Action::Revoke, reason);
    act(services, actor, id.into_inner(), expected, decided, arrival).await
}
