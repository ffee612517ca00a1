use crate::catalogue::Live;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Found;
use formats::calendar::{self, CalendarDocument};
use formats::collection::Collection;
use formats::document::whole;
use ground::error::Error;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;
use shared::id::EventId;
use shared::problem::Code;
use std::sync::Arc;

/// A labelled event as a calendar
///
/// One entry for each occurrence, to add to a calendar. An event that was public and no longer is, withdrawn or its label
/// revoked, is told `CANCELLED`: a calendar that has it must learn so, which 410 would not tell it.
#[utoipa::path(
    tag = "formats",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "A calendar (RFC 5545)", body = String, content_type = "text/calendar", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
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
                let of = Collection {
                    catalogue: Arc::clone(&catalogue),
                    edition: catalogue.edition(&entry.event.edition).cloned(),
                    events: vec![Arc::clone(entry)],
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
                (id.to_string(), calendar::cancelled(*id, remains))
            }
        };
        let disposition = format!("attachment; filename=\"{file}.ics\"");
        Answer::new(calendar::TYPE, body).with(header::CONTENT_DISPOSITION, &disposition)
    })?;
    answer.respond(&request).await
}
