use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use super::turns::Sizes;
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{self, COLUMNS, Columns, workbook};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals, TurnRefusals};
use std::time::Duration;

pub(super) const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.xlsx",
    content_type: table::XLSX,
    order: Order::FirstBeginning,
    saved_as: Some("xlsx"),
    keeps_withdrawn: false,
    is_packed: true,
};

pub(super) const SIZES: Sizes = Sizes {
    at_once: 500,
    small: 4_000,
    most: 40_000,
    per_event: Duration::from_micros(75),
};

/// Export events as XLSX
///
/// The table of `events.csv` as a workbook with one sheet. All codes are stored as text. Limited to 40,000
/// events and 160,000 occurrences.
#[utoipa::path(
    tag = "formats",
    params(
        Filters,
        ("columns" = Option<String>, Query, description = "Comma-separated column names, in the order of the output; all columns when absent", example = "uid,title_fr,location_city"),
    ),
    responses(
        (status = 200, description = "A workbook (ECMA-376)", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
        TurnRefusals,
    )
)]
#[get("/catalogue/events.xlsx")]
pub(super) async fn export_xlsx(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[COLUMNS])?;
    let columns = Columns::parse(query.own(COLUMNS))?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::file(query, SIZES, move |of| workbook(&columns, of)).await
}
