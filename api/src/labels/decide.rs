//! Decision on the label.

use super::act::{Decided, Timing, act};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::id::EventId;
use shared::label::{Action, DecisionForm, DecisionKind, ParsedDecision, ReviewSheet};

/// Grant or refuse the label
///
/// Granting requires all four criteria to be assessed as `met` in this review round (422 `criteria_incomplete` lists the
/// others); the event is published at once. A refusal requires one of them to be assessed as `not_met` (422
/// `refusal_unfounded`); its comment is quoted in the letter. Only a coordinator decides otherwise, with `overrideReason`. The
/// organiser gets the decision by mail. With `undoable` all this happens when the decision can no longer be undone
/// (`undo_decision`), and with `held` when a coordinator releases it (`start_held_run`). When somebody else has already decided, the response is 409: `illegal_move` with the allowed actions, or
/// `decision_pending` while that decision can be undone.
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
    let ParsedDecision {
        decision,
        comment,
        answers,
        override_reason,
        undoable,
        held,
    } = body.into_inner().parse().map_err(Error::invalid)?;
    let action = match decision {
        DecisionKind::Label => Action::Grant,
        DecisionKind::Refuse => Action::Refuse,
    };
    let decided = Decided {
        answers,
        override_reason,
        timing: Timing::of(undoable, held),
        ..Decided::at_once(action, comment)
    };
    act(services, actor, id.into_inner(), expected, decided, arrival).await
}
