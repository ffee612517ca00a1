use super::Live;
use super::parameters::{Filters, filters};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use http::Answer;
use http::ApiError;
use http::Services;
use http::problems::{NotModified, PublicRefusals};
use shared::event::FacetCounts;

/// Count labelled events by filter value
///
/// For each of `edition`, `region`, `department`, `kind`, `audience`, `topic`, `sector`, `access`, `attendance`,
/// `accessibility`, `status` and `day`: the number of events for each value, with all *other* filters applied and its own
/// ignored. Values without events are included with a count of 0: all terms of the edition, all regions and departments of
/// France, all days of the edition's windows. `day` stands for `from` and `to` set to the same day.
#[utoipa::path(
    tag = "catalogue",
    params(Filters),
    responses(
        (status = 200, description = "The counts", body = FacetCounts, headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        PublicRefusals,
    )
)]
#[get("/catalogue/facets")]
pub(super) async fn get_facets(
    request: HttpRequest,
    services: Data<Services>,
    live: Data<Live>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let query = filters(request.query_string())?;
    let now = services.clock.now();
    live.answer(catalogue.unordered_key("facets", &query, now), || {
        let counts = catalogue.facet_counts(&query, now)?;
        Ok(Answer::new(
            "application/json",
            serde_json::to_string(&counts)?,
        ))
    })?
    .respond(&request)
    .await
}
