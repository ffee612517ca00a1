//! Correction request to the organiser.

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
use shared::label::{Action, Correction, CorrectionForm, ReviewSheet};

/// Request a correction
///
/// The organiser gets the message by mail and may edit the form again. The review period is suspended until the event is
/// resubmitted. With `undoable` the request is sent when it can no longer be undone (`undo_decision`).
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = CorrectionForm,
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/correction")]
pub(super) async fn request_correction(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    arrival: Arrival,
    body: Body<CorrectionForm>,
) -> Result<HttpResponse, ApiError> {
    let Correction {
        message,
        fields,
        points,
        answers,
        undoable,
    } = body.into_inner().parse().map_err(Error::invalid)?;
    let decided = Decided {
        fields,
        points,
        answers,
        timing: Timing::of(undoable, false),
        ..Decided::at_once(Action::RequestCorrection, Some(message))
    };
    act(services, actor, id.into_inner(), expected, decided, arrival).await
}
