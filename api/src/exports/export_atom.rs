use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::feed::atom::{self, AtomDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.atom",
    content_type: atom::TYPE,
    order: Order::LastChange,
    saved_as: None,
    keeps_withdrawn: true,
    is_packed: false,
};

/// Export events as Atom
///
/// Returns all labelled events that match the filters, most recently updated first. Each entry carries its position as
/// `georss:point`. An event that was withdrawn or whose label was revoked is named in an `at:deleted-entry` (RFC 6721) for 30 days.
/// `sort` has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A feed (RFC 4287)", body = String, content_type = "application/atom+xml", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.atom")]
pub(super) async fn export_atom(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |_| AtomDocument).await
}
