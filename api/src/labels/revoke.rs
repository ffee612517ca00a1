//! Takes a label away.

use super::act::act;
use crate::events::transition::Step;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Body};
use shared::event::parse_reason;
use shared::id::EventId;
use shared::label::{Action, ReviewSheet, Revocation};

/// Take the label away
///
/// For coordinators. The event leaves the map, the organiser gets the reason by mail; the file is closed for good.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Revocation,
    responses(
        (status = 200, description = "The sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/revocation")]
pub(super) async fn revoke_label(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<Revocation>,
) -> Result<HttpResponse, ApiError> {
    let step = Step {
        action: Action::Revoke,
        words: parse_reason("/reason", &body.into_inner().reason).map_err(Error::invalid)?,
        fields: Vec::new(),
    };
    act(services, actor, id.into_inner(), expected, step).await
}
