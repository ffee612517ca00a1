use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use crate::site::built_file;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::programme;
use http::ApiError;
use http::problems::PublicRefusals;
use print::Fonts;

const FORM: Form = Form {
    path: "/programme.pdf",
    content_type: print::TYPE,
    order: Order::FirstBeginning,
    saved_as: Some("pdf"),
};

/// The programme as PDF
///
/// What `/programme` tells, in two columns of A4, tagged for screen readers (PDF/UA-1). At most 3,000 events with
/// 12,000 occurrences: for more, ask by region or department (422). `sort` has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A document (ISO 32000)", body = Vec<u8>, content_type = "application/pdf", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        (status = 422, description = "More than one file holds", body = shared::problem::Problem, content_type = "application/problem+json"),
        PublicRefusals,
    )
)]
#[get("/programme.pdf")]
pub(super) async fn export_programme(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[])?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::heavy_file(asked, |of| programme::pdf(of, Fonts::read(built_file)?)).await
}
