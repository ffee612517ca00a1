//! Retrieval of an edition by those who manage it.

use super::found;
use super::queries::{Stored, number_of_events};
use actix_web::http::header::ETag;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services, Slug, etag};
use shared::edition::ManagedEdition;

/// Get an edition to work on it
///
/// The whole edition as it is stored, public or not. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "Edition; `ETag` is its version", body = ManagedEdition), Refusals)
)]
#[get("/administration/editions/{edition}")]
pub(super) async fn get_managed_edition(
    services: Data<Services>,
    _actor: Actor,
    slug: Path<Slug>,
) -> Result<HttpResponse, ApiError> {
    let slug = slug.into_inner();
    let shown = services
        .db
        .read(move |conn| {
            let stored = found(conn, &slug)?;
            present(conn, stored)
        })
        .await?;
    Ok(respond(&shown))
}

/// The representation of a stored edition.
pub(super) fn present(conn: &mut Conn, stored: Stored) -> Result<ManagedEdition, Error> {
    Ok(ManagedEdition {
        version: stored.version,
        moves: stored.edition.status.moves().to_vec(),
        events: number_of_events(conn, stored.id)?,
        edition: (*stored.edition).clone(),
    })
}

/// Response with an edition, and its version as `ETag`.
pub(super) fn respond(edition: &ManagedEdition) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(ETag(etag::of_version(edition.version)))
        .json(edition)
}
