use super::unlocked;
use crate::catalogue::Live;
use crate::images::Images;
use crate::kit::page;
use crate::kit::respond::Shop;
use crate::kit::store::Kits;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use http::problems::{FormRefusals, KitClosed};
use http::{ApiError, Body, Services};
use shared::kit::{KitPage, KitSecret};

/// Open a kit with a secret link
///
/// The secret is the part of the link after `#`. 422 `invalid_link` once the link has expired or was revoked, 410 `kit_closed` once the label
/// has ended or the event was cancelled. 100 invalid secrets an hour from one client address.
#[utoipa::path(
    tag = "events",
    request_body = KitSecret,
    responses((status = 200, description = "The kit", body = KitPage), KitClosed, FormRefusals)
)]
#[post("/kit/open")]
pub(super) async fn open_kit(
    request: HttpRequest,
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    body: Body<KitSecret>,
) -> Result<Json<KitPage>, ApiError> {
    let file = unlocked(&services, &request, &body.into_inner().key).await?;
    let shop = Shop {
        services,
        kits,
        live,
        images,
    };
    Ok(Json(page::page(&shop, &file).await?))
}
