//! Gives the label, or refuses it.

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
use shared::id::EventId;
use shared::label::{Action, DecisionForm, DecisionKind, ReviewSheet};

/// Give the label, or refuse it
///
/// The label needs all four criteria answered « met » in this round (422 `criteria_incomplete` names the others); the
/// event is public at once. A refusal needs its reason. The organiser gets the decision by mail. When the file was decided
/// meanwhile the answer is 409, with what may still be done.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = DecisionForm,
    responses(
        (status = 200, description = "The sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/decision")]
pub(super) async fn decide_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<DecisionForm>,
) -> Result<HttpResponse, ApiError> {
    let form = body.into_inner();
    let step = Step {
        words: form.comment().map_err(Error::invalid)?,
        action: match form.decision {
            DecisionKind::Label => Action::Grant,
            DecisionKind::Refuse => Action::Refuse,
        },
        fields: Vec::new(),
    };
    act(services, actor, id.into_inner(), expected, step).await
}
