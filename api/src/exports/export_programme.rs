use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use super::turns::Sizes;
use crate::catalogue::Filters;
use crate::site::built_file;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::programme;
use http::ApiError;
use http::problems::{FileAnswers, KeylessRefusals, NotModified, TurnRefusals};
use print::Fonts;
use std::time::Duration;

pub(super) const FORMAT: ExportFormat = ExportFormat {
    path: "/programme.pdf",
    content_type: print::TYPE,
    order: Order::FirstBeginning,
    saved_as: Some("pdf"),
    keeps_withdrawn: false,
    is_packed: true,
};

pub(super) const SIZES: Sizes = Sizes {
    at_once: 0,
    small: 300,
    most: 3_000,
    per_event: Duration::from_millis(1),
};

/// Export the programme as PDF
///
/// The content of `/programme` in two columns on A4, tagged for screen readers (PDF/UA-1). Limited to 3,000 events and
/// 12,000 occurrences; beyond that the response is 422, and the programme can be requested by region or department. `sort`
/// has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A document (ISO 32000)", body = Vec<u8>, content_type = "application/pdf", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        KeylessRefusals,
        TurnRefusals,
    )
)]
#[get("/programme.pdf")]
pub(super) async fn export_programme(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::file(query, SIZES, |of| {
        programme::render_pdf(of, Fonts::read(built_file)?)
    })
    .await
}
