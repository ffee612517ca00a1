use super::list::all;
use super::{entry, found};
use crate::kit::queries;
use crate::kit::store::Kits;
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::id::KitAssetId;
use shared::kit::{KitAssetForm, KitAssetList};

/// Describe a shared file
///
/// Changes its title, alternative text and notice in every kit of the edition.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("asset" = KitAssetId, Path, description = "Identifier of the shared file")
    ),
    request_body = KitAssetForm,
    responses((status = 200, description = "The shared files", body = KitAssetList), WriteRefusals)
)]
#[put("/administration/editions/{edition}/kit/assets/{asset}")]
pub(super) async fn update_kit_asset(
    services: Data<Services>,
    kits: Data<Kits>,
    actor: Actor,
    path: Path<(Slug, KitAssetId)>,
    body: Body<KitAssetForm>,
) -> Result<Json<KitAssetList>, ApiError> {
    let (slug, id) = path.into_inner();
    let form = body.into_inner().parse().map_err(Error::invalid)?;
    let form = SqlJson::of(&form).map_err(Error::from)?;
    let list = services
        .write(move |conn, services| {
            let (edition, _) = found(conn, &slug)?;
            queries::asset(conn, edition, id)?;
            log::append(
                conn,
                services.clock.now(),
                &entry(&actor, edition, "described"),
            )?;
            queries::describe_asset(conn, id, &form)?;
            all(conn, edition, &kits)
        })
        .await?;
    Ok(Json(list))
}
