use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::feed::json::{self, JsonFeedDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.feed.json",
    content_type: json::TYPE,
    order: Order::LastChange,
    saved_as: None,
    keeps_withdrawn: true,
    is_packed: false,
};

/// Export events as JSON Feed
///
/// Returns all labelled events that match the filters, most recently updated first. An event that was withdrawn or whose label was
/// revoked is named in `_gone`, with the time, for 30 days. `sort` has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A feed (JSON Feed 1.1)", body = Object, content_type = "application/feed+json", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.feed.json")]
pub(super) async fn export_json_feed(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |_| JsonFeedDocument::default()).await
}
