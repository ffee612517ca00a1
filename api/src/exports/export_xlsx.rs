use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{self, COLUMNS, Columns, workbook};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.xlsx",
    content_type: table::XLSX,
    order: Order::FirstBeginning,
    saved_as: Some("xlsx"),
    is_packed: true,
};

/// Export events as XLSX
///
/// The table of `events.csv` as a workbook with one sheet. All codes are stored as text.
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
    respond::file(query, move |of| workbook(&columns, of)).await
}
