use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::calendar::{self, CalendarDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

pub(super) const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.ics",
    content_type: calendar::TYPE,
    order: Order::FirstBeginning,
    saved_as: Some("ics"),
    keeps_withdrawn: true,
    is_packed: false,
};

/// Export events as iCalendar
///
/// One calendar entry per occurrence, in the local time of the venue, for calendars that subscribe to a search. The `UID`s
/// are stable and `SEQUENCE` grows with every change. A cancelled event has `STATUS:CANCELLED`, and so does an event that was
/// withdrawn or whose label was revoked, for 30 days; any other event that no longer matches the search is left out.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A calendar (RFC 5545); valid even without events", body = String, content_type = "text/calendar", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.ics")]
pub(super) async fn export_calendar(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |of| CalendarDocument::named(of.title().to_owned())).await
}
