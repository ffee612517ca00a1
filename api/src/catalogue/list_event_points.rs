use super::answer::Answer;
use super::entry::Entry;
use super::index::Catalogue;
use super::parameters::{Filters, filters};
use crate::app::State;
use crate::error::ApiError;
use crate::http::problems::PublicRefusals;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use roaring::RoaringBitmap;

/// RFC 7946.
const GEO_JSON: &str = "application/geo+json";

/// The labelled events as points of a map
///
/// All of them in one GeoJSON `FeatureCollection`, by first beginning, with the filters of the list. Each feature has the
/// properties `id`, `slug`, `edition`, `kind` and `title`. An event that is online only has no point.
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
    state: Data<State>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = state.catalogue.get()?;
    let query = filters(request.query_string())?;
    let now = state.clock.now();
    let key = catalogue.unordered_key("points", &query, now);
    state
        .catalogue
        .answer(key, || {
            let found = catalogue.find(&query, now)?;
            Ok(Answer::new(GEO_JSON, catalogue.points(found.slots())))
        })?
        .give(&request)
        .await
}

impl Catalogue {
    /// The points of the slots, by first beginning, then by id.
    pub(super) fn points(&self, slots: &RoaringBitmap) -> String {
        let mut points: Vec<(&Entry, &str)> = slots
            .iter()
            .filter_map(|slot| self.entry(slot))
            .filter_map(|entry| Some((entry.as_ref(), entry.feature.as_deref()?)))
            .collect();
        points.sort_by_key(|(entry, _)| (entry.event.occurrences.first_begin(), entry.id()));
        let length: usize = points.iter().map(|(_, feature)| feature.len() + 1).sum();
        let mut body = String::with_capacity(length + 50);
        body.push_str(r#"{"type":"FeatureCollection","features":["#);
        for (place, (_, feature)) in points.iter().enumerate() {
            if place > 0 {
                body.push(',');
            }
            body.push_str(feature);
        }
        body.push_str("]}");
        body
    }
}
