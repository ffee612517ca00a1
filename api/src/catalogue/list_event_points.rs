use super::Live;
use super::geo_json::{FeatureCollection, GEO_JSON};
use super::parameters::{Filters, filters};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};

/// List labelled events as map points
///
/// Returns all events that match the filters in one GeoJSON `FeatureCollection`, ordered by first beginning. Each feature
/// has the properties `edition`, `slug`, `kind` and `title`; the event is available at
/// `/catalogue/editions/{edition}/events/{slug}`. Online-only events are not included.
#[utoipa::path(
    tag = "catalogue",
    params(Filters),
    responses(
        (status = 200, description = "A FeatureCollection (RFC 7946)", body = Object, content_type = "application/geo+json", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
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
        let answer = Answer::new(GEO_JSON, body);
        Ok(answer.seldom_unless(query.is_whole_edition()))
    })?
    .respond(&request)
    .await
}
