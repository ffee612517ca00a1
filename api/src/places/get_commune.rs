use super::{MAX_AGE_S, tag};
use actix_web::web::Path;
use actix_web::{HttpRequest, HttpResponse, get};
use gazetteer::Gazetteer;
use ground::error::Error;
use http::ApiError;
use http::etag;
use http::problems::{FixedRefusals, NotModified};
use shared::place::{Commune, InseeCode};

/// Get a commune
///
/// Municipal arrondissements of Paris, Lyon and Marseille and the overseas communes have their own codes.
#[utoipa::path(
    tag = "places",
    params(("insee" = InseeCode, Path, description = "INSEE code", example = "69259")),
    responses(
        (status = 200, description = "The commune", body = Commune),
        NotModified,
        FixedRefusals
    )
)]
#[get("/places/communes/{insee}")]
pub(super) async fn get_commune(
    request: HttpRequest,
    insee: Path<InseeCode>,
) -> Result<HttpResponse, ApiError> {
    let commune = Gazetteer::embedded()
        .commune(&insee)
        .ok_or_else(Error::not_found)?;

    etag::public(&request, tag(), MAX_AGE_S, || {
        Ok(HttpResponse::Ok().json(commune))
    })
}
