use super::Live;
use super::answer::Answer;
use super::parameters::{Filters, filters};
use super::selection::Selection;
use crate::http::ApiError;
use crate::http::Services;
use crate::http::problems::PublicRefusals;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};

/// RFC 7946.
pub(super) const GEO_JSON: &str = "application/geo+json";

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
        Ok(Answer::new(GEO_JSON, found.points()))
    })?
    .give(&request)
    .await
}

impl Selection {
    /// The events that have a place as points, by first beginning, then by id.
    pub(super) fn points(&self) -> String {
        let points: Vec<&str> = self
            .by_first_begin()
            .filter_map(|entry| entry.feature.as_deref())
            .collect();
        let length: usize = points.iter().map(|feature| feature.len() + 1).sum();
        let mut body = String::with_capacity(length + 50);
        body.push_str(r#"{"type":"FeatureCollection","features":["#);
        for (place, feature) in points.into_iter().enumerate() {
            if place > 0 {
                body.push(',');
            }
            body.push_str(feature);
        }
        body.push_str("]}");
        body
    }
}
