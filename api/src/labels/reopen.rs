//! Taking a refusal back.

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
use shared::label::{Action, Reopening, ReviewSheet};

/// Reopen the review of a refused event
///
/// The event waits for a decision again, in the same review round, with a new review period. The refusal stays in the history, and the
/// organiser gets the reason by mail. What the organiser has typed since the refusal is kept as a change, which they find once the
/// event is labelled.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Reopening,
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/reopening")]
pub(super) async fn reopen_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    arrival: Arrival,
    body: Body<Reopening>,
) -> Result<HttpResponse, ApiError> {
    let reason = parse_reason("/reason", &body.into_inner().reason).map_err(Error::invalid)?;
    let decided = Decided::at_once(Action::Reopen, reason);
    act(services, actor, id.into_inner(), expected, decided, arrival).await
}
