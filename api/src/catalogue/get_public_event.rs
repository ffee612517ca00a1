use super::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::{Catalogue, Found};
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::problems::{Gone, NotModified, PublicRefusals};
use shared::event::PublicEvent;
use shared::id::EventId;
use shared::problem::Code;

/// Initial buffer capacity in bytes; larger than nearly every event, so that the buffer rarely grows.
const EVENT_BYTES: usize = 4096;

/// Get a labelled event
///
/// Returns 410 when the event was public and no longer is, because it was withdrawn or its label was revoked.
#[utoipa::path(
    tag = "catalogue",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The event", body = PublicEvent, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Gone,
        PublicRefusals,
    )
)]
#[get("/catalogue/events/{id}")]
pub(super) async fn get_public_event(
    request: HttpRequest,
    live: Data<Live>,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    respond(&request, &live, &catalogue, catalogue.by_id(*id)).await
}

/// Sends the event as JSON.
///
/// # Errors
///
/// `not_found`, or `gone` when the event was public before.
pub(super) async fn respond(
    request: &HttpRequest,
    live: &Live,
    catalogue: &Catalogue,
    found: Option<Found<'_>>,
) -> Result<HttpResponse, ApiError> {
    let entry = match found {
        Some(Found::Event(entry)) => entry,
        Some(Found::Gone) => return Err(Error::rejected(Code::Gone).into()),
        None => return Err(Error::not_found().into()),
    };
    let key = || catalogue.timeless_key(format!("event/{}", entry.id()));
    let render = || {
        let mut body = Vec::with_capacity(EVENT_BYTES);
        serde_json::to_writer(&mut body, &entry.event)?;
        Ok(Answer::new("application/json", body))
    };
    let answer = live.event_answer(entry, key, render)?;
    answer.respond(request).await
}
