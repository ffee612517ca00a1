use super::asked::Asked;
use super::give::{self, Exports, Form, Order, Request};
use crate::catalogue::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use formats::geojson::{self, GeoJsonDocument};
use http::ApiError;
use http::problems::PublicRefusals;

const FORM: Form = Form {
    path: "/api/v1/catalogue/events.geojson",
    content_type: geojson::TYPE,
    order: Order::FirstBeginning,
    saved_as: Some("geojson"),
};

/// The labelled events as GeoJSON
///
/// All that is public of each, as one `FeatureCollection`; the map asks for `points` instead, which is smaller. The properties
/// are the members of the event, with `url`, `department` and `region` before them. An event that is online only has no
/// geometry.
#[utoipa::path(
    tag = "formats",
    params(Filters),
    responses(
        (status = 200, description = "A FeatureCollection (RFC 7946)", body = Object, content_type = "application/geo+json", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/events.geojson")]
pub(super) async fn export_geojson(
    request: HttpRequest,
    exports: Data<Exports>,
) -> Result<HttpResponse, ApiError> {
    let asked = Asked::parse(request.query_string(), &[])?;
    let asked = Request::new(&request, &exports, FORM, asked)?;
    give::document(asked, |_| GeoJsonDocument::default()).await
}
