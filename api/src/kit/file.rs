//! Answers with a single file of a kit.

use super::opened::opened;
use super::respond::Shop;
use super::store::Kits;
use crate::catalogue::Live;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::problems::{KitFileGone, NotLabelledRefusal, Refusals};
use http::{Actor, ApiError, Query, Services, Slug};
use serde::Deserialize;
use shared::id::EventId;
use shared::kit::KitVariant;

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct FileQuery {
    /// Variant of a file made for the event; `plain` when absent. A shared file has no other.
    variant: Option<KitVariant>,
}

/// Get a file of the communication kit
///
/// A file made for the event is drawn when it is first asked for. 503 with `Retry-After` while too many others are drawn, 404 for a file
/// that the kit does not have, 410 `kit_file_lost` for a shared file that is missing or damaged in the store, 410 `kit_closed` as for
/// `get_kit`.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("file" = String, Path, description = "Key of a file made for the event, or identifier of a version of a shared one", example = "calendar"),
        FileQuery
    ),
    responses(
        (status = 200, description = "The file, to save", body = Vec<u8>, content_type = "application/octet-stream"),
        NotLabelledRefusal,
        KitFileGone,
        Refusals
    )
)]
#[get("/events/{id}/kit/files/{file}")]
pub(super) async fn get_kit_file(
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    actor: Actor,
    path: Path<(EventId, Slug)>,
    Query(query): Query<FileQuery>,
) -> Result<HttpResponse, ApiError> {
    let (id, key) = path.into_inner();
    let account = actor.account.id;
    let file = services
        .db
        .read(move |conn| opened(conn, &actor, id))
        .await?;
    let variant = query.variant.unwrap_or(KitVariant::Plain);
    // What a reviewer looks at was not used.
    let counted = file.concerns(account);
    let shop = Shop {
        services,
        kits,
        live,
        images,
    };
    shop.file(&file, key.as_str(), variant, counted).await
}
