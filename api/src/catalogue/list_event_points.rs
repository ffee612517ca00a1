use super::Live;
use super::geo_json::{FeatureCollection, GEO_JSON};
use super::parameters::{Filters, filters};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::PublicRefusals;

/// The labelled events as points of a map
///
/// All of them in one GeoJSON `FeatureCollection`, by first beginning, with the filters of the list. Each feature has the
/// properties `edition`, `slug`, `kind` and `title`; edition and slug lead to the event
/// (`/catalogue/editions/{edition}/events/{slug}`). An event that is online only has no point.
#[utoipa::path(
    tag = "catalogue",
    params(Filters),
    responses(
        (status = 200, description = "A FeatureCollection (RFC 7946)", body = Object, content_type = "application/geo+json", headers(
            ("ETag" = String, description = "Changes when the answer does"),
        )),
        (status = 304, description = "The caller holds this answer"),
        PublicRefusals,
    )
)]
#[get("/catalogue/points")]
pub(super) async fn list_event_points(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let query = filters(request.query_string())?;
    let now = services.clock.now();
    let key = catalogue.unordered_key("points", &query, now);
    live.answer(key, || {
        let found = catalogue.find_unordered(&query, now)?;
        let points = found
            .by_first_begin()
            .filter_map(|entry| entry.rendered.feature.as_deref())
            .collect::<Vec<_>>();
        let body = serde_json::to_string(&FeatureCollection::new(points))?;
        Ok(Answer::new(GEO_JSON, body))
    })?
    .respond(&request)
    .await
}
