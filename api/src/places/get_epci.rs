use super::{MAX_AGE_S, tag};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::Gazetteer;
use ground::error::Error;
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use shared::place::{CommuneGroup, EpciCode};

/// Get an EPCI
///
/// Its name and its communes of today.
#[utoipa::path(
    tag = "places",
    params(("code" = String, Path, description = "SIREN", example = "200046977")),
    responses(
        (status = 200, description = "The EPCI", body = CommuneGroup),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/epci/{code}")]
pub(super) async fn get_epci(
    request: HttpRequest,
    code: Path<EpciCode>,
) -> Result<HttpResponse, ApiError> {
    let group = Gazetteer::embedded()
        .epci(&code)
        .ok_or_else(Error::not_found)?;

    etag::public(&request, tag(), MAX_AGE_S, || {
        Ok(HttpResponse::Ok().json(CommuneGroup {
            summary: group.summary(),
            communes: group.communes.clone(),
        }))
    })
}
