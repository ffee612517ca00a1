//! Retrieval of an edition.

use super::MAX_AGE_S;
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::ApiError;
use http::{Slug, etag, problems};
use shared::edition::Edition;
use std::sync::Arc;

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
    live: Data<Live>,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let edition = shown(&live, &slug)?;
    etag::public_json(&request, MAX_AGE_S, &*edition)
}

/// Finds an edition that is public.
///
/// # Errors
///
/// `not_found` when it does not exist or is not public yet.
pub(super) fn shown(live: &Live, slug: &Slug) -> Result<Arc<Edition>, Error> {
    let catalogue = live.get()?;
    let edition = catalogue.edition(slug.as_str());
    edition.cloned().ok_or_else(Error::not_found)
}
