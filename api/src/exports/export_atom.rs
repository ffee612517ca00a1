use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::feed::atom::{self, AtomDocument};
use http::ApiError;
use http::problems::PublicRefusals;

const FORM: Form = Form {
    path: "/api/v1/catalogue/events.atom",
    content_type: atom::TYPE,
    order: Order::LastChange,
    saved_as: None,
};

/// The labelled events as an Atom feed
///
/// All of them, what changed last first. The point of each stands in it as `georss:point`. `sort` has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A feed (RFC 4287)", body = String, content_type = "application/atom+xml", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/events.atom")]
pub(super) async fn export_atom(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[])?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::document(asked, |_| AtomDocument).await
}
