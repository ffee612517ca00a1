use super::{MAX_AGE_S, tag};
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::Gazetteer;
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use shared::place::Territories;

/// List regions and departments
///
/// Regions are ordered by name, departments by code. Overseas collectivities are in both lists under the same code.
#[utoipa::path(
    tag = "places",
    responses(
        (status = 200, description = "Regions and departments", body = Territories),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/territories")]
pub(super) async fn list_territories(request: HttpRequest) -> Result<HttpResponse, ApiError> {
    etag::public(&request, tag(), MAX_AGE_S, || {
        Ok(HttpResponse::Ok().json(Gazetteer::embedded().territories()))
    })
}
