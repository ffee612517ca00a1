//! Retrieval of the partners by those who edit them.

use super::{found, shown};
use actix_web::http::header::ETag;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::problems::Refusals;
use http::{Actor, ApiError, Services, Slug, etag};
use shared::partner::ManagedPartners;

/// Get the partners of an edition to work on them
///
/// Of an edition in preparation, too. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "Partners; `ETag` is the version of the edition", body = ManagedPartners), Refusals)
)]
#[get("/administration/editions/{edition}/partners")]
pub(super) async fn get_managed_partners(
    services: Data<Services>,
    _actor: Actor,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let slug = slug.into_inner();
    let partners = services
        .db
        .read(move |conn| {
            let (_, version, edition) = found(conn, &slug)?;
            Ok(shown(version, &edition))
        })
        .await?;
    Ok(respond(&partners))
}

/// Response with the partners, and the version of the edition as `ETag`.
pub(super) fn respond(partners: &ManagedPartners) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ETag(etag::of_version(partners.version)))
        .json(partners)
}
