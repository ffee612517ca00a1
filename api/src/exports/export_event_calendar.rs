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
use http::Query;
use http::Services;
use http::problems::{FileAnswers, NotModified, PublicRefusals};
use serde::Deserialize;
use shared::event::PublicEvent;
use shared::id::EventId;
use shared::problem::Code;
use std::sync::Arc;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct EventCalendarQuery {
    /// Number of the only occurrence to export, which is the last part of its `UID` before the `@`; all when absent.
    #[param(minimum = 1, example = 3)]
    occurrence: Option<u32>,
}

/// True when a calendar of the event has an entry of that number.
fn has_entry(event: &PublicEvent, number: u32) -> bool {
    let mut dropped = event.dropped_occurrences.iter();
    event.occurrences.numbered_as(number).is_some() || dropped.any(|it| it.number == number)
}

/// Export an event as iCalendar
///
/// One calendar entry per occurrence, or that of one occurrence. An event that is no longer public, because it was withdrawn or its label was revoked,
/// is returned with `STATUS:CANCELLED` instead of 410, so that calendars that already contain it are updated.
#[utoipa::path(
    tag = "formats",
    params(("id" = EventId, Path, description = "Identifier of the event"), EventCalendarQuery),
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
    Query(query): Query<EventCalendarQuery>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let found = catalogue.by_id(*id).ok_or_else(Error::not_found)?;
    let only = query.occurrence;
    if let (Some(number), Found::Event(entry)) = (only, &found)
        && !has_entry(&entry.event, number)
    {
        let detail = "the event has no occurrence of that number";
        return Err(Error::not_found().because(detail).into());
    }
    let search = only.map_or_else(String::new, |number| format!("occurrence={number}"));
    // What is left of an event that is no longer public is cancelled as a whole.
    let key = match found {
        Found::Event(_) => format!("event/{}/calendar.ics?{search}", *id),
        Found::Gone => format!("event/{}/calendar.ics", *id),
    };
    let key = catalogue.timeless_key(key);
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
                    query: search,
                    filters: String::new(),
                    room: None,
                };
                let document = CalendarDocument::named(entry.event.title.clone()).only(only);
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
