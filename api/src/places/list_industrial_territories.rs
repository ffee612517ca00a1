use super::{MAX_AGE_S, tag};
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::{Gazetteer, by_name};
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use shared::place::CommuneGroupSummary;

/// List Territoires d'industrie
///
/// Those of the programme of 2023–2027, by name, for a chooser. `code` is the value of the filter `industrialTerritory`.
#[utoipa::path(
    tag = "places",
    responses(
        (status = 200, description = "All Territoires d'industrie", body = Vec<CommuneGroupSummary>),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/industrial-territories")]
pub(super) async fn list_industrial_territories(
    request: HttpRequest,
) -> Result<HttpResponse, ApiError> {
    etag::public(&request, tag(), MAX_AGE_S, || {
        let all = by_name(Gazetteer::embedded().industrial_territories());
        Ok(HttpResponse::Ok().json(all))
    })
}
