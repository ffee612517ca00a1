//! The expert opens the link.

use super::{ANSWER, opened, sheet};
use actix_web::HttpRequest;
use actix_web::post;
use actix_web::web::{Data, Json};
use http::limits::{self, Attempt};
use http::{ApiError, Body, Services, client, problems};
use shared::conversation::{OpinionKey, OpinionSheet};

/// Read an event submission to give an opinion
///
/// The secret is the part of the mailed link after `#`. Shows the question and the submission, and names no person: neither the owner nor
/// the contact, and no address or number of the booking. 422 `invalid_link` once the link has expired or is revoked, or the event is
/// withdrawn.
#[utoipa::path(
    tag = "labels",
    request_body = OpinionKey,
    responses((status = 200, description = "Question and submission", body = OpinionSheet), problems::FormRefusals)
)]
#[post("/opinions/read")]
pub(super) async fn read_for_opinion(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<OpinionKey>,
) -> Result<Json<OpinionSheet>, ApiError> {
    let OpinionKey { key } = body.into_inner();
    count(&services, &request).await?;
    let now = services.clock.now();
    let shown = services
        .db
        .read(move |conn| {
            let (row, file) = opened(conn, &key, now)?;
            Ok(sheet(&row, &file)?)
        })
        .await?;
    Ok(Json(shown))
}

/// Counts an attempt to use a secret.
pub(super) async fn count(services: &Services, request: &HttpRequest) -> Result<(), ApiError> {
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(services, request),
    };
    Ok(limits::count(services, ANSWER, &attempt).await?)
}
