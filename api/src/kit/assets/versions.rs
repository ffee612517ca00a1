//! One version of a shared file.

use super::{entry, found};
use crate::documents::attachment;
use crate::kit::queries;
use crate::kit::respond::POLICY;
use crate::kit::store::Kits;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete, get};
use ground::blocking::blocking;
use ground::error::Error;
use ground::log;
use http::problems::{LostFile, Refusals, WriteRefusals};
use http::{Actor, ApiError, Services, Slug};
use shared::id::{KitAssetId, KitVersionId};
use shared::problem::Code;

/// Get a version of a shared file
///
/// Replaced versions too. 410 `kit_file_lost` for one that is missing or damaged in the store.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("asset" = KitAssetId, Path, description = "Identifier of the shared file"),
        ("version" = KitVersionId, Path, description = "Identifier of the version")
    ),
    responses(
        (status = 200, description = "The file, to save", body = Vec<u8>, content_type = "application/octet-stream"),
        LostFile,
        Refusals
    )
)]
#[get("/administration/editions/{edition}/kit/assets/{asset}/versions/{version}")]
pub(super) async fn get_kit_version(
    services: Data<Services>,
    kits: Data<Kits>,
    _actor: Actor,
    path: Path<(Slug, KitAssetId, KitVersionId)>,
) -> Result<HttpResponse, ApiError> {
    let (slug, asset, id) = path.into_inner();
    let row = services
        .db
        .read(move |conn| {
            let (edition, _) = found(conn, &slug)?;
            queries::version(conn, edition, id)
        })
        .await?
        .filter(|row| row.asset_id == asset.into())
        .ok_or_else(Error::not_found)?;
    let (format, content) = (row.format()?, row.content);
    let bytes = blocking(move || Ok(kits.shared(&content)?)).await?;
    let bytes = bytes.ok_or_else(|| Error::rejected(Code::KitFileLost))?;
    Ok(HttpResponse::Ok()
        .content_type(format.media_type())
        .insert_header((header::CONTENT_DISPOSITION, attachment(row.name)))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(bytes))
}

/// Remove a version of a shared file
///
/// A version that it had replaced does not come back: upload it again.
#[utoipa::path(
    tag = "editions",
    params(
        ("edition" = String, Path, description = "Slug of the edition", example = "2018"),
        ("asset" = KitAssetId, Path, description = "Identifier of the shared file"),
        ("version" = KitVersionId, Path, description = "Identifier of the version")
    ),
    responses((status = 204, description = "The version is in no kit any more"), WriteRefusals)
)]
#[delete("/administration/editions/{edition}/kit/assets/{asset}/versions/{version}")]
pub(super) async fn delete_kit_version(
    services: Data<Services>,
    actor: Actor,
    path: Path<(Slug, KitAssetId, KitVersionId)>,
) -> Result<HttpResponse, ApiError> {
    let (slug, asset, id) = path.into_inner();
    services
        .write(move |conn, services| {
            let (edition, _) = found(conn, &slug)?;
            queries::version(conn, edition, id)?
                .filter(|row| row.asset_id == asset.into())
                .ok_or_else(Error::not_found)?;
            let change = entry(&actor, edition, "version_removed");
            log::append(conn, services.clock.now(), &change)?;
            queries::delete_version(conn, id)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
