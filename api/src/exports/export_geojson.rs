use super::query::ExportQuery;
use super::respond::{self, ExportFormat, Exports, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::geojson::{self, GeoJsonDocument};
use http::ApiError;
use http::problems::{FileAnswers, NotModified, PublicRefusals};
use http::query::invalid;
use shared::event::{FEATURE_FIELDS, FieldChoice};

const FIELDS: &str = "fields";

const FORMAT: ExportFormat = ExportFormat {
    path: "/api/v1/catalogue/events.geojson",
    content_type: geojson::TYPE,
    order: Order::FirstBeginning,
    saved_as: Some("geojson"),
    keeps_withdrawn: false,
    is_packed: false,
};

/// Export events as GeoJSON
///
/// Returns all public properties of every matching event in one `FeatureCollection`; for a map, `points` is smaller. The
/// properties are the members of the event, preceded by `url`, `department` and `region`. An online-only event has no
/// geometry.
#[utoipa::path(
    tag = "formats",
    params(
        Filters,
        ("fields" = Option<String>, Query, description = "Properties that each feature has, comma separated; all when absent", example = "url,title,occurrences"),
    ),
    responses(
        (status = 200, description = "A FeatureCollection (RFC 7946)", body = Object, content_type = "application/geo+json", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        FileAnswers,
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/events.geojson")]
pub(super) async fn export_geojson(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let query = ExportQuery::parse(request.query_string(), &[FIELDS])?;
    let fields = query
        .own(FIELDS)
        .map(|names| FieldChoice::parse(names, FEATURE_FIELDS))
        .transpose()
        .map_err(|unknown| invalid(FIELDS, &unknown.to_string()))?;
    let query = Request::new(&request, &exports, FORMAT, query)?;
    respond::document(query, |_| GeoJsonDocument::with(fields)).await
}
