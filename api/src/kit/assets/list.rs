use super::found;
use crate::kit::queries;
use crate::kit::store::Kits;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services, Slug};
use shared::id::EditionId;
use shared::kit::KitAssetList;

/// List the shared files of the kits of an edition
///
/// With all their versions, replaced ones too. A version is `lost` when its content is missing or damaged in the store: upload it again.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    responses((status = 200, description = "The shared files", body = KitAssetList), Refusals)
)]
#[get("/administration/editions/{edition}/kit/assets")]
pub(super) async fn list_kit_assets(
    services: Data<Services>,
    kits: Data<Kits>,
    _actor: Actor,
    slug: Path<Slug>,
) -> Result<Json<KitAssetList>, ApiError> {
    kits.look(services.clock.now()).await;
    let list = services
        .db
        .read(move |conn| {
            let (edition, _) = found(conn, &slug)?;
            all(conn, edition, &kits)
        })
        .await?;
    Ok(Json(list))
}

/// The shared files of an edition, with all their versions.
pub(super) fn all(conn: &mut Conn, edition: EditionId, kits: &Kits) -> Result<KitAssetList, Error> {
    let items = queries::watched(conn, edition, kits, |_| true)?;
    let versions = items.iter().flat_map(|asset| &asset.versions);
    let bytes = versions.clone().map(|version| version.bytes).sum();
    let unannounced = versions
        .filter(|version| version.replaced_at.is_none() && version.announced_at.is_none())
        .count();
    Ok(KitAssetList {
        bytes,
        unannounced: u32::try_from(unannounced).unwrap_or(u32::MAX),
        items,
    })
}
