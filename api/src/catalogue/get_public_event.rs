use super::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::{Catalogue, Found};
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::problems::PublicRefusals;
use shared::event::PublicEvent;
use shared::id::EventId;
use shared::problem::Code;

/// Bytes that nearly every event fits into, so that the answer need not grow.
const EVENT_BYTES: usize = 4096;

/// Read a labelled event
///
/// 410 when it was public and no longer is: withdrawn, or its label revoked.
#[utoipa::path(
    tag = "catalogue",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The event", body = PublicEvent, headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        (status = 410, description = "It was public and no longer is", body = shared::problem::Problem, content_type = "application/problem+json"),
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
    give(&request, &live, &catalogue, catalogue.by_id(*id)).await
}

/// Answers what was found.
///
/// # Errors
///
/// `not_found`, or `gone` where it was public once.
pub(super) async fn give(
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
