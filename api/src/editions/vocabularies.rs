//! Answers with the vocabularies of an edition: terms with identifiers and labels.

use super::MAX_AGE_S;
use super::get::shown;
use crate::catalogue::Live;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use http::ApiError;
use http::{Slug, etag, problems};
use shared::edition::Vocabularies;

/// List the vocabularies of an edition
///
/// The controlled terms of the form. Events and queries use the ids; `label` is French, `labelEn` English where there is one.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "Vocabularies", body = Vocabularies), problems::PublicRefusals)
)]
#[get("/editions/{edition}/vocabularies")]
pub(super) async fn list_vocabularies(
    request: HttpRequest,
    live: Data<Live>,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let edition = shown(&live, &slug)?;
    etag::public_json(&request, MAX_AGE_S, &edition.vocabularies)
}
