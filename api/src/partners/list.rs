//! Answers with the partners of an edition, as the public sees them.

use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use http::{ApiError, Slug, etag, problems};
use shared::partner::PartnerDirectory;

/// Time for which the directory may be cached, in seconds.
const MAX_AGE_S: u32 = 60;

/// List the partners of an edition
///
/// In the order of the edition. A logo is served like the image of an event, at `/media/{id}/{width}.jpg`: show it with its
/// alternative text, beside or in place of the name. Logos belong to the partners; the licence of the data does not cover them.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "Directory of the partners", body = PartnerDirectory), problems::PublicRefusals)
)]
#[get("/editions/{edition}/partners")]
pub(super) async fn list_partners(
    request: HttpRequest,
    live: Data<Live>,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let catalogue = live.get()?;
    let edition = catalogue
        .edition(slug.as_str())
        .ok_or_else(Error::not_found)?;
    let directory = PartnerDirectory {
        edition: edition.slug.clone(),
        kinds: edition.vocabularies.partner_kinds.clone(),
        items: edition.partners.clone(),
    };
    etag::public_json(&request, MAX_AGE_S, &directory)
}
