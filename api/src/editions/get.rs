//! Retrieval of an edition.

use super::{MAX_AGE_S, queries};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::{Slug, etag, problems};
use shared::edition::Edition;

/// Get an edition
///
/// Includes its dates, criteria, vocabularies and commitments.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "Edition", body = Edition), problems::PublicRefusals)
)]
#[get("/editions/{edition}")]
pub(super) async fn get_edition(
    request: HttpRequest,
    services: Data<Services>,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let edition = shown(&services, slug.into_inner()).await?;
    etag::public_json(&request, MAX_AGE_S, &edition)
}

/// Finds an edition that is public.
///
/// # Errors
///
/// `not_found` when it does not exist or is not public yet.
pub(super) async fn shown(services: &Services, slug: Slug) -> Result<Edition, Error> {
    services
        .db
        .read(move |conn| queries::by_slug(conn, &slug))
        .await?
        .map(|(_, edition)| edition)
        .filter(Edition::is_public)
        .ok_or_else(Error::not_found)
}
