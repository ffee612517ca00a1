//! Preview of a new version of an edition.

use super::found;
use super::weigh::weigh;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::edition::{EditionPreview, EditionProposal};

/// Preview a new version of an edition
///
/// Returns every fault of the proposal, its differences from the stored edition, and its effects on the events of the edition,
/// by the same rules as a submission. Nothing is stored. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body = EditionProposal,
    responses((status = 200, description = "Faults, differences and effects", body = EditionPreview), WriteRefusals)
)]
#[post("/administration/editions/{edition}/preview")]
pub(super) async fn preview_edition(
    services: Data<Services>,
    _actor: Actor,
    slug: Path<Slug>,
    body: Body<EditionProposal>,
) -> Result<Json<EditionPreview>, ApiError> {
    let (slug, EditionProposal { edition }) = (slug.into_inner(), body.into_inner());
    let now = services.clock.now();
    let preview = services
        .db
        .read(move |conn| {
            let stored = found(conn, &slug)?;
            weigh(conn, &stored, &edition, now)
        })
        .await?;
    Ok(Json(preview))
}
