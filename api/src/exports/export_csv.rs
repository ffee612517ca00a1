use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{self, COLUMNS, Columns, CsvDocument};
use http::ApiError;
use http::problems::PublicRefusals;

const FORM: Form = Form {
    path: "/api/v1/catalogue/events.csv",
    content_type: table::CSV,
    order: Order::FirstBeginning,
    saved_as: Some("csv"),
};

/// The labelled events as CSV
///
/// One row for each, with the column names of the set `evenements-publics-openagenda`, then ours, which begin with `sdi_`;
/// `events.schema.json` describes them. UTF-8 with its mark, `;` between the cells, `|` between the values of a list. A text
/// that a spreadsheet would take for a formula has a `'` before it.
#[utoipa::path(
    tag = "formats",
    params(
        Filters,
        ("columns" = Option<String>, Query, description = "Names of columns in the order in which they are wanted, comma separated; all when absent", example = "uid,title_fr,location_city"),
    ),
    responses(
        (status = 200, description = "A table (RFC 4180)", body = String, content_type = "text/csv", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/events.csv")]
pub(super) async fn export_csv(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[COLUMNS])?;
    let columns = Columns::parse(asked.own(COLUMNS))?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::document(asked, |_| CsvDocument::new(columns)).await
}
