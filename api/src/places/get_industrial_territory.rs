use super::{MAX_AGE_S, tag};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::Gazetteer;
use ground::error::Error;
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use shared::place::{CommuneGroup, IndustryCode};

/// Get a Territoire d'industrie
///
/// Its name and its communes of today.
#[utoipa::path(
    tag = "places",
    params(("code" = String, Path, description = "Identifier", example = "ti-0101")),
    responses(
        (status = 200, description = "The Territoire d'industrie", body = CommuneGroup),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/industrial-territories/{code}")]
pub(super) async fn get_industrial_territory(
    request: HttpRequest,
    code: Path<IndustryCode>,
) -> Result<HttpResponse, ApiError> {
    let group = Gazetteer::embedded()
        .industrial_territory(&code)
        .ok_or_else(Error::not_found)?;

    etag::public(&request, tag(), MAX_AGE_S, || {
        Ok(HttpResponse::Ok().json(CommuneGroup {
            summary: group.summary(),
            communes: group.communes.clone(),
        }))
    })
}
