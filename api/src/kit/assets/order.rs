use super::list::all;
use super::{entry, found};
use crate::kit::queries;
use crate::kit::store::Kits;
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use shared::id::KitAssetId;
use shared::kit::{KitAssetList, KitAssetOrder};
use shared::problem::{Code, FieldProblem};
use std::collections::BTreeSet;

/// Order the shared files
///
/// Names every shared file of the edition once; 422 `unknown_value` when the list lacks one or names another one, because
/// somebody has added or removed a file.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body = KitAssetOrder,
    responses((status = 200, description = "The shared files in their new order", body = KitAssetList), WriteRefusals)
)]
#[put("/administration/editions/{edition}/kit/order")]
pub(super) async fn order_kit_assets(
    services: Data<Services>,
    kits: Data<Kits>,
    actor: Actor,
    slug: Path<Slug>,
    body: Body<KitAssetOrder>,
) -> Result<Json<KitAssetList>, ApiError> {
    let KitAssetOrder { assets } = body.into_inner();
    let list = services
        .write(move |conn, services| {
            let (edition, _) = found(conn, &slug)?;
            log::append(
                conn,
                services.clock.now(),
                &entry(&actor, edition, "ordered"),
            )?;
            let stored: BTreeSet<KitAssetId> = queries::assets(conn, edition)?
                .into_iter()
                .map(|row| row.id.into())
                .collect();
            let named: BTreeSet<_> = assets.iter().copied().collect();
            if named != stored || named.len() != assets.len() {
                return Err(Error::invalid(vec![FieldProblem::new(
                    "/assets",
                    Code::UnknownValue,
                    "must name each shared file of the edition once",
                )]));
            }
            for (position, id) in (0..).zip(&assets) {
                queries::place_asset(conn, *id, position)?;
            }
            all(conn, edition, &kits)
        })
        .await?;
    Ok(Json(list))
}
