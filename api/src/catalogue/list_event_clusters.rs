use super::Live;
use super::geo_json::{self, GEO_JSON};
use super::parameters::Filters;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use anyhow::Context as _;
use catalogue::ZOOM_MAX;
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use http::query::Split;

/// List labelled events as map clusters
///
/// Events that are close together at the zoom level are merged into one feature: a point at the centre of its events, with
/// the properties `cluster` (true), `count` and `bbox` (west, south, east, north of its events). A single event is the same
/// feature as in `/catalogue/points`. The counts, plus one for each single event, add up to the number of matching events
/// that have a venue.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("zoom" = u8, Query, description = "Zoom level of the map; the world is 512 × 2^zoom pixels wide", minimum = 0, maximum = 24, example = 5),
        Filters,
    ),
    responses(
        (status = 200, description = "A FeatureCollection (RFC 7946)", body = Object, content_type = "application/geo+json", headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/clusters")]
pub(super) async fn list_event_clusters(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let mut split = Split::of(request.query_string(), &["zoom"])?;
    let zoom: Option<u8> = split.require(
        "zoom",
        |zoom| zoom.parse().ok().filter(|zoom| *zoom <= ZOOM_MAX),
        &format!("must be between 0 and {ZOOM_MAX}"),
    );
    let query = split.finish()?;
    let zoom = zoom.context("`finish` refuses a query without `zoom`")?;
    let now = services.clock.now();
    let key = catalogue.unordered_key(&format!("clusters/{zoom}"), &query, now);
    live.answer(key, || {
        let found = catalogue.find_unordered(&query, now)?;
        let body = geo_json::clusters(&catalogue.clusters(found.slots(), zoom))?;
        Ok(Answer::new(GEO_JSON, body).seldom_unless(query.is_whole_edition()))
    })?
    .respond(&request)
    .await
}
