use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::calendar::{self, CalendarDocument};
use http::ApiError;
use http::problems::PublicRefusals;

const FORM: Form = Form {
    path: "/api/v1/catalogue/events.ics",
    content_type: calendar::TYPE,
    order: Order::FirstBeginning,
    saved_as: Some("ics"),
};

/// The labelled events as a calendar
///
/// iCalendar with one entry for each occurrence, on the clocks of its place, for a calendar that follows a search. `UID`s stay
/// the same; `SEQUENCE` grows with every change; what is cancelled is told so; what no longer answers the search is not in it.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A calendar (RFC 5545), valid without any event too", body = String, content_type = "text/calendar", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/events.ics")]
pub(super) async fn export_calendar(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[])?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::document(asked, |of| CalendarDocument::named(of.title().to_owned())).await
}
