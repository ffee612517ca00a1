use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::programme::{self, ProgrammeDocument};
use http::Answer;
use http::ApiError;
use http::problems::{FileAnswers, KeylessRefusals, NotModified};
use std::sync::Arc;

const FORMAT: ExportFormat = ExportFormat {
    path: "/programme",
    content_type: programme::TYPE,
    order: Order::FirstBeginning,
    saved_as: None,
    keeps_withdrawn: false,
    is_packed: false,
};

/// Get the printable programme
///
/// The labelled events by department and day, with indexes of communes and organisers, as an HTML page styled for print.
/// `sort` has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A page", body = String, content_type = "text/html", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        KeylessRefusals,
    )
)]
#[get("/programme")]
pub(super) async fn print_programme(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, ProgrammeDocument::of).await
}

/// Serves the stylesheet of the programme.
///
/// # Errors
///
/// When it cannot be encoded.
pub(super) async fn styles(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Arc::new(Answer::new("text/css; charset=utf-8", programme::STYLES))
        .respond(&request)
        .await
}
