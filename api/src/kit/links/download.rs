//! Downloads with a secret link.

use super::unlocked;
use crate::catalogue::Live;
use crate::images::Images;
use crate::kit::respond::Shop;
use crate::kit::store::Kits;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::Duration;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::{FormRefusals, KitClosed, KitFileGone, MissingRefusal};
use http::{ApiError, Body, Services, client};
use shared::kit::{KitFileRequest, KitSecret, KitVariant};

/// Archives for one client address: each may have hundreds of megabytes.
const ARCHIVES: Limit = Limit {
    what: "kit_archive",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 60,
};

/// Download a file of a kit with a secret link
///
/// Refusals as of `open_kit`; 404 for a file that the kit does not have, 410 `kit_file_lost` for a shared file that is missing or damaged
/// in the store.
#[utoipa::path(
    tag = "events",
    request_body = KitFileRequest,
    responses(
        (status = 200, description = "The file, to save", body = Vec<u8>, content_type = "application/octet-stream"),
        KitFileGone,
        MissingRefusal,
        FormRefusals
    )
)]
#[post("/kit/file")]
pub(super) async fn download_kit_file(
    request: HttpRequest,
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    body: Body<KitFileRequest>,
) -> Result<HttpResponse, ApiError> {
    let KitFileRequest { key, file, variant } = body.into_inner();
    let event = unlocked(&services, &request, &key).await?;
    let shop = Shop {
        services,
        kits,
        live,
        images,
    };
    let variant = variant.unwrap_or(KitVariant::Plain);
    shop.file(&event, &file, variant, true).await
}

/// Download a whole kit with a secret link
///
/// A ZIP archive, as `get_kit_archive`. Refusals as of `open_kit`.
#[utoipa::path(
    tag = "events",
    request_body = KitSecret,
    responses(
        (status = 200, description = "A ZIP archive", body = Vec<u8>, content_type = "application/zip"),
        KitClosed,
        FormRefusals
    )
)]
#[post("/kit/archive")]
pub(super) async fn download_kit_archive(
    request: HttpRequest,
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    body: Body<KitSecret>,
) -> Result<HttpResponse, ApiError> {
    let event = unlocked(&services, &request, &body.into_inner().key).await?;
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(&services, &request),
    };
    limits::count(&services, ARCHIVES, &attempt).await?;
    let shop = Shop {
        services,
        kits,
        live,
        images,
    };
    shop.archive(&event, true).await
}
