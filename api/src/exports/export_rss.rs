use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::feed::rss::{self, RssDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};

pub(super) const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.rss",
    content_type: rss::TYPE,
    order: Order::LastChange,
    saved_as: None,
    keeps_withdrawn: false,
    is_packed: false,
};

/// Export events as RSS
///
/// The content of `events.atom` for readers that do not know Atom: `pubDate` is the time of the label, `atom:updated` that of the
/// last change. `sort` has no effect.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A feed (RSS 2.0)", body = String, content_type = "application/rss+xml", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.rss")]
pub(super) async fn export_rss(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[])?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |_| RssDocument).await
}
