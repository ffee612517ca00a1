use actix_web::get;
use actix_web::web::{Json, Path};
use ground::error::Error;
use http::problems::Refusals;
use http::query::Nothing;
use http::{Actor, ApiError, Query};
use shared::edition::kit::{KitFile, KitKey};

/// Get the template of a file of the default kit
///
/// From which an edition starts to place the blocks of this file elsewhere, as a file of its own with the same key (`kit.files` of the
/// edition). Once the edition has no such file any more, it has this template again. 404 for a file that the default kit does not have.
#[utoipa::path(
    tag = "editions",
    params(("file" = String, Path, description = "Key of a file of the default kit", example = "badges")),
    responses((status = 200, description = "The file with its blocks", body = KitFile), Refusals)
)]
#[get("/administration/kit-templates/{file}")]
pub(super) async fn get_kit_template(
    _actor: Actor,
    key: Path<KitKey>,
    Query(Nothing {}): Query<Nothing>,
) -> Result<Json<KitFile>, ApiError> {
    let file = kit::default_kit().file(key.into_inner());
    let file = file.cloned().ok_or_else(Error::not_found)?;
    Ok(Json(file))
}
