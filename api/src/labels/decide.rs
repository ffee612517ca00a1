//! Decision on the label.

use super::act::act;
use crate::events::transition::Transition;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::id::EventId;
use shared::label::{Action, DecisionForm, DecisionKind, ReviewSheet};

/// Grant or refuse the label
///
/// Granting requires all four criteria to be assessed as `met` in this review round (422 `criteria_incomplete` lists the
/// others); the event is published at once. A refusal requires a reason. The organiser gets the decision by mail. When
/// somebody else has already decided, the response is 409, with the allowed actions.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = DecisionForm,
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/decision")]
pub(super) async fn decide_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    arrival: Arrival,
    body: Body<DecisionForm>,
) -> Result<HttpResponse, ApiError> {
    let form = body.into_inner();
    let transition = Transition {
        comment: form.comment().map_err(Error::invalid)?,
        action: match form.decision {
            DecisionKind::Label => Action::Grant,
            DecisionKind::Refuse => Action::Refuse,
        },
        fields: Vec::new(),
        late: false,
    };
    act(
        services,
        actor,
        id.into_inner(),
        expected,
        transition,
        arrival,
    )
    .await
}
