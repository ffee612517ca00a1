//! The kit of an event.

use super::opened::opened;
use super::queries;
use super::respond::Shop;
use super::store::Kits;
use super::texts;
use crate::catalogue::Live;
use crate::events::stored::StoredFile;
use crate::images::Images;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use chrono::TimeDelta;
use ground::error::Error;
use http::problems::{KitClosed, NotLabelledRefusal, Refusals};
use http::{Actor, ApiError, Services};
use shared::id::EventId;
use shared::kit::{KitPage, NEW_DAYS};

/// Get the communication kit of a labelled event
///
/// The files, which each have an address of their own (`get_kit_file`), the shared files of the edition, and texts to copy. 409
/// `not_labelled` before the label, 410 `kit_closed` once it was withdrawn or revoked, or the event cancelled. A shared file that is
/// missing or damaged in the store is `lost`: its download answers 410 `kit_file_lost`.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The kit", body = KitPage),
        NotLabelledRefusal,
        KitClosed,
        Refusals
    )
)]
#[get("/events/{id}/kit")]
pub(super) async fn get_kit(
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<KitPage>, ApiError> {
    let id = id.into_inner();
    let file = services
        .db
        .read(move |conn| opened(conn, &actor, id))
        .await?;
    let shop = Shop {
        services,
        kits,
        live,
        images,
    };
    Ok(Json(page(&shop, &file).await?))
}

/// The kit of an event, as its readers see it.
///
/// # Errors
///
/// `unavailable` while the catalogue does not have the event.
pub(super) async fn page(shop: &Shop, file: &StoredFile) -> Result<KitPage, Error> {
    let contents = shop.contents(file).await?;
    let edition = file.edition_id;
    let now = shop.services.clock.now();
    shop.kits.look(now).await;
    let kits = shop.kits.clone();
    let assets = shop
        .services
        .db
        .read(move |conn| queries::watched(conn, edition, &kits, |row| row.replaced_at.is_none()))
        .await?;
    Ok(KitPage {
        event: file.id,
        title: file.title().to_owned(),
        edition: file.edition.name.clone(),
        url: contents.facts().url.clone(),
        items: contents.items(),
        assets: assets
            .into_iter()
            .filter(|asset| !asset.versions.is_empty())
            .collect(),
        texts: texts::filled(&file.edition, &contents),
        new_since: now - TimeDelta::days(NEW_DAYS),
    })
}
