use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::programme::{self, ProgrammeDocument};
use http::Answer;
use http::ApiError;
use http::problems::PublicRefusals;
use std::sync::Arc;

const FORM: Form = Form {
    path: "/programme",
    content_type: programme::TYPE,
    order: Order::FirstBeginning,
    saved_as: None,
};

/// The programme to print
///
/// The labelled events by department and day, with indexes of communes and organisers, as a page that prints well. `sort` has
/// no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A page", body = String, content_type = "text/html", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/programme")]
pub(super) async fn print_programme(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[])?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::document(asked, ProgrammeDocument::of).await
}

/// The sheet of styles of the page.
///
/// # Errors
///
/// When it cannot be encoded.
pub(super) async fn styles(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    Arc::new(Answer::new("text/css; charset=utf-8", programme::STYLES))
        .respond(&request)
        .await
}
