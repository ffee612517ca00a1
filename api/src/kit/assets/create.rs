use super::list::all;
use super::{entry, found};
use crate::kit::queries;
use crate::kit::rows::AssetRow;
use crate::kit::store::Kits;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::{ids, log};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::kit::{ASSETS_MAX, KitAssetForm, KitAssetList};
use shared::problem::Code;

/// Add a shared file to the kits of an edition
///
/// It is in no kit until a version is uploaded. At most 40 files (409 `kit_full`).
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body = KitAssetForm,
    responses((status = 201, description = "The shared files; the new one is the last", body = KitAssetList), WriteRefusals)
)]
#[post("/administration/editions/{edition}/kit/assets")]
pub(super) async fn create_kit_asset(
    services: Data<Services>,
    kits: Data<Kits>,
    actor: Actor,
    slug: Path<Slug>,
    body: Body<KitAssetForm>,
) -> Result<HttpResponse, ApiError> {
    let form = body.into_inner().parse().map_err(Error::invalid)?;
    let form = SqlJson::of(&form).map_err(Error::from)?;
    let list = services
        .write(move |conn, services| {
            let (edition, _) = found(conn, &slug)?;
            // First, since appending takes the lock under which the files are counted.
            log::append(conn, services.clock.now(), &entry(&actor, edition, "added"))?;
            let assets = queries::assets(conn, edition)?;
            if assets.len() >= ASSETS_MAX {
                return Err(Error::rejected(Code::KitFull)
                    .because(format!("at most {ASSETS_MAX} shared files")));
            }
            let row = AssetRow {
                id: ids::new(&services.clock).into(),
                edition_id: edition.into(),
                position: assets.last().map_or(0, |last| last.position + 1),
                form: form.clone(),
            };
            queries::insert_asset(conn, &row)?;
            all(conn, edition, &kits)
        })
        .await?;
    Ok(HttpResponse::Created().json(list))
}
