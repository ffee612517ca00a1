use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::table::{self, COLUMNS, Columns, workbook};
use http::ApiError;
use http::problems::PublicRefusals;

const FORM: Form = Form {
    path: "/api/v1/catalogue/events.xlsx",
    content_type: table::XLSX,
    order: Order::FirstBeginning,
    saved_as: Some("xlsx"),
};

/// The labelled events as a workbook
///
/// The table of `events.csv` in one sheet; every code is text.
#[utoipa::path(
    tag = "formats",
    params(
        Filters,
        ("columns" = Option<String>, Query, description = "Names of columns in the order in which they are wanted, comma separated; all when absent", example = "uid,title_fr,location_city"),
    ),
    responses(
        (status = 200, description = "A workbook (ECMA-376)", body = Vec<u8>, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/events.xlsx")]
pub(super) async fn export_xlsx(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[COLUMNS])?;
    let columns = Columns::parse(asked.own(COLUMNS))?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::file(asked, move |of| workbook(&columns, of)).await
}
