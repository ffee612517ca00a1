//! Submission of an event by its identifier in another system.

use super::super::submit::submit;
use super::Address;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, ApiError, Arrival, Services};
use shared::event::{EventFile, ExternalKey, Source};
use shared::late_pass::SubmissionForm;

/// Submit an event by external id
///
/// Submits the event for review, as `submit_event` does. The code of a late pass cannot be given here.
#[utoipa::path(
    tag = "events",
    params(
        ("source" = inline(Source), Path, description = "Name of the other system"),
        ("id" = inline(ExternalKey), Path, description = "Identifier of the event in that system; `/` is written `%2F`"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    responses(
        (status = 200, description = "Submitted event; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[post("/events/ext/{source}/{id}/submit")]
pub(in super::super) async fn submit_external_event(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    path: Path<(Source, ExternalKey)>,
    expected: Expected,
    Arrival(arrival): Arrival,
) -> Result<HttpResponse, ApiError> {
    let address = Address::of(path.into_inner());
    let form = SubmissionForm::default();
    submit(&services, images, actor, address, expected, arrival, form).await
}
