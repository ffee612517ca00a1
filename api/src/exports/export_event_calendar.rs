use crate::catalogue::Live;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Found;
use formats::calendar::{self, CalendarDocument};
use formats::collection::EventCollection;
use formats::document::whole;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{FileAnswers, NotModified, PublicRefusals};
use shared::id::EventId;
use shared::problem::Code;
use std::sync::Arc;

/// Export an event as iCalendar
///
/// One calendar entry per occurrence. An event that is no longer public, because it was withdrawn or its label was revoked,
/// is returned with `STATUS:CANCELLED` instead of 410, so that calendars that already contain it are updated.
#[utoipa::path(
    tag = "formats",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "A calendar (RFC 5545)", body = String, content_type = "text/calendar", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events/{id}/calendar.ics")]
pub(super) async fn export_event_calendar(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let found = catalogue.by_id(*id).ok_or_else(Error::not_found)?;
    let key = catalogue.timeless_key(format!("event/{}/calendar.ics", *id));
    let answer = live.answer(key, || {
        let (file, body) = match found {
            Found::Event(entry) => {
                let of = EventCollection {
                    catalogue: Arc::clone(&catalogue),
                    edition: catalogue.edition(&entry.event.edition).cloned(),
                    events: vec![Arc::clone(entry)],
                    withdrawn: Vec::new(),
                    site: services.site.url.clone(),
                    path: format!("/api/v1/catalogue/events/{}/calendar.ics", entry.event.id)
                        .into(),
                    query: String::new(),
                    filters: String::new(),
                    room: None,
                };
                let document = CalendarDocument::named(entry.event.title.clone());
                (entry.event.slug.clone(), whole(document, &of)?)
            }
            Found::Gone => {
                let remains = catalogue
                    .gone_event(*id)
                    .ok_or(Error::rejected(Code::Gone))?;
                (id.to_string(), calendar::cancelled(&remains.entry))
            }
        };
        let disposition = format!("attachment; filename=\"{file}.ics\"");
        Answer::new(calendar::TYPE, body)
            .modified(catalogue.changed_at(), services.clock.now())
            .with(header::CONTENT_DISPOSITION, &disposition)
    })?;
    answer.respond(&request).await
}
