use super::Live;
use super::view::View;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::{Catalogue, Entry, Found};
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{Gone, NotModified, PublicRefusals};
use shared::edition::Edition;
use shared::event::{EventContext, PUBLISHED_FIELDS, PublishedEvent};
use shared::id::EventId;
use shared::problem::Code;

/// Initial buffer capacity in bytes; larger than nearly every event, so that the buffer rarely grows.
const EVENT_BYTES: usize = 4096;

/// Get a labelled event
///
/// Returns 410 when the event was public and no longer is, because it was withdrawn or its label was revoked.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("fields" = Option<String>, Query, description = "Members of the answer, comma separated; all when absent. The answer then lacks the others, required ones too", example = "id,title,url,venue,occurrences"),
        ("lang" = Option<String>, Query, description = "Language of the labels: `fr` or `en`; a label without English words stays French, and so does what organisers wrote. French when absent", example = "en"),
    ),
    responses(
        (status = 200, description = "The event", body = PublishedEvent<'_>, headers(
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
    services: Data<Services>,
    live: Data<Live>,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let view = View::parse(request.query_string(), PUBLISHED_FIELDS)?;
    let catalogue = live.get()?;
    let found = catalogue.by_id(*id);
    respond(&request, &services, &live, &catalogue, found, &view).await
}

/// Sends the event as JSON.
///
/// # Errors
///
/// `not_found`, or `gone` when the event was public before.
pub(super) async fn respond(
    request: &HttpRequest,
    services: &Services,
    live: &Live,
    catalogue: &Catalogue,
    found: Option<Found<'_>>,
    view: &View,
) -> Result<HttpResponse, ApiError> {
    let entry = match found {
        Some(Found::Event(entry)) => entry,
        Some(Found::Gone) => return Err(Error::rejected(Code::Gone).into()),
        None => return Err(Error::not_found().into()),
    };
    let edition = catalogue
        .edition(&entry.event.edition)
        .ok_or_else(Error::not_found)?;
    let now = services.clock.now().timestamp_micros();
    let occurrences = &entry.event.occurrences;
    let (over, next) = (occurrences.over(now), occurrences.next(now));
    let address = format!("event/{}/{over}", entry.id());
    let whole = || {
        let context = EventContext::of(&entry.event, edition, &services.site.url).with_next(next);
        published(entry, edition, context)
    };
    let answer = if view.is_plain() {
        let key = || catalogue.timeless_key(address);
        let render = || {
            let mut body = Vec::with_capacity(EVENT_BYTES);
            serde_json::to_writer(&mut body, &whole())?;
            Ok(Answer::new("application/json", body))
        };
        live.event_answer(entry, edition, over, key, render)?
    } else {
        let (fields, lang) = (view.fields().unwrap_or_default(), view.language());
        let key = catalogue.timeless_key(format!("{address}?fields={fields}&lang={lang}"));
        live.answer(key, || {
            let event = whole().in_language(edition, lang);
            let body = view.narrow(serde_json::to_string(&event)?)?;
            Ok(Answer::new("application/json", body))
        })?
    };
    answer.respond(request).await
}

/// The event as it is published in full.
pub(crate) fn published<'a>(
    entry: &'a Entry,
    edition: &Edition,
    context: EventContext,
) -> PublishedEvent<'a> {
    PublishedEvent::of(
        &entry.event,
        edition,
        context,
        entry.department.clone(),
        entry.region.clone(),
    )
}
