//! The whole kit as one archive.

use super::opened::opened;
use super::respond::Shop;
use super::store::Kits;
use crate::catalogue::Live;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::problems::{KitClosed, NotLabelledRefusal, Refusals};
use http::{Actor, ApiError, Services};
use shared::id::EventId;

/// Get the communication kit as a ZIP archive
///
/// Every file made for the event and every shared file, as they are. The archive is sent while it is written, with its length. Shared
/// files that are missing or damaged in the store (`kit_file_lost` one by one) are left out, and a note in the archive names them.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "A ZIP archive", body = Vec<u8>, content_type = "application/zip"),
        NotLabelledRefusal,
        KitClosed,
        Refusals
    )
)]
#[get("/events/{id}/kit/archive")]
pub(super) async fn get_kit_archive(
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let account = actor.account.id;
    let file = services
        .db
        .read(move |conn| opened(conn, &actor, id))
        .await?;
    let counted = file.concerns(account);
    let shop = Shop {
        services,
        kits,
        live,
        images,
    };
    shop.archive(&file, counted).await
}
