use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{self, COLUMNS, Columns, CsvDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

pub(super) const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.csv",
    content_type: table::CSV,
    order: Order::FirstBeginning,
    saved_as: Some("csv"),
    keeps_withdrawn: false,
    is_packed: false,
};

/// Export events as CSV
///
/// One row per event. The columns of the data set `evenements-publics-openagenda` come first, followed by those of this
/// platform, which begin with `sdi_`; `events.schema.json` describes them all. UTF-8 with a byte order mark, `;` between
/// cells, `|` between the values of a list. A text that a spreadsheet would read as a formula is prefixed with `'`.
#[utoipa::path(
    tag = "formats",
    params(
        Filters,
        ("columns" = Option<String>, Query, description = "Comma-separated column names, in the order of the output; all columns when absent", example = "uid,title_fr,location_city"),
    ),
    responses(
        (status = 200, description = "A table (RFC 4180)", body = String, content_type = "text/csv", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.csv")]
pub(super) async fn export_csv(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[COLUMNS])?;
    let columns = Columns::parse(query.own(COLUMNS))?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |_| CsvDocument::new(columns)).await
}
