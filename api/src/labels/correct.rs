//! Sends a file back to its organiser.

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
use shared::label::{Action, Correction, CorrectionForm, ReviewSheet};

/// Ask for a correction
///
/// The organiser gets the message by mail and may change the form; the delay stands still until the file comes back.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = CorrectionForm,
    responses(
        (status = 200, description = "The sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[post("/labels/events/{id}/correction")]
pub(super) async fn request_correction(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<CorrectionForm>,
) -> Result<HttpResponse, ApiError> {
    let Correction { message, fields } = body.into_inner().parse().map_err(Error::invalid)?;
    let step = Step {
        action: Action::RequestCorrection,
        words: Some(message),
        fields,
    };
    act(services, actor, id.into_inner(), expected, step).await
}
