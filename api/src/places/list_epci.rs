use super::{MAX_AGE_S, tag};
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::{Gazetteer, by_name};
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use shared::place::CommuneGroupSummary;

/// List EPCI
///
/// Intercommunal bodies with their own taxation (métropoles, communautés) and établissements publics territoriaux of the Métropole du Grand Paris. By name, for a chooser. `code` is the value of the filter `epci`.
#[utoipa::path(
    tag = "places",
    responses(
        (status = 200, description = "All EPCI", body = Vec<CommuneGroupSummary>),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/epci")]
pub(super) async fn list_epci(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    etag::public(&request, tag(), MAX_AGE_S, || {
        let all = by_name(Gazetteer::embedded().all_epci());
        Ok(HttpResponse::Ok().json(all))
    })
}
