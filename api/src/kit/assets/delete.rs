use super::{entry, found};
use crate::kit::queries;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services, Slug};
use shared::id::KitAssetId;

/// Remove a shared file
///
/// With all its versions, from every kit of the edition.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("asset" = KitAssetId, Path, description = "Identifier of the shared file")
    ),
    responses((status = 204, description = "The file is in no kit any more"), WriteRefusals)
)]
#[delete("/administration/editions/{edition}/kit/assets/{asset}")]
pub(super) async fn delete_kit_asset(
    services: Data<Services>,
    actor: Actor,
    path: Path<(Slug, KitAssetId)>,
) -> Result<HttpResponse, ApiError> {
    let (slug, id) = path.into_inner();
    services
        .write(move |conn, services| {
            let (edition, _) = found(conn, &slug)?;
            queries::asset(conn, edition, id)?;
            log::append(
                conn,
                services.clock.now(),
                &entry(&actor, edition, "removed"),
            )?;
            queries::delete_asset(conn, id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
