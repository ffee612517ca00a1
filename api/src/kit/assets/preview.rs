use super::found;
use crate::catalogue::Live;
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use crate::images::Images;
use crate::kit::contents::Contents;
use crate::kit::opened::is_open;
use crate::kit::respond::POLICY;
use crate::kit::store::Kits;
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::blocking::blocking;
use ground::error::Error;
use http::problems::{NotLabelledRefusal, WriteRefusals};
use http::{Actor, ApiError, Body, Services, Slug};
use shared::kit::KitPreview;
use std::sync::Arc;

/// Preview a file of a kit
///
/// Draws one file of a kit that is not saved, with the facts of a labelled event of any edition, since a new one has none yet. Nothing is
/// kept. 422 lists the faults of the kit; 404 for a file that the kit does not have.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body = KitPreview,
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        NotLabelledRefusal,
        WriteRefusals
    )
)]
#[post("/administration/editions/{edition}/kit/preview")]
pub(super) async fn preview_kit(
    services: Data<Services>,
    kits: Data<Kits>,
    live: Data<Live>,
    images: Data<Images>,
    _actor: Actor,
    slug: Path<Slug>,
    body: Body<KitPreview>,
) -> Result<HttpResponse, ApiError> {
    let KitPreview {
        kit,
        event,
        file,
        variant,
    } = body.into_inner();
    let faults = kit.problems("/kit");
    if !faults.is_empty() {
        return Err(Error::invalid(faults).into());
    }
    let stored = services
        .db
        .read(move |conn| {
            found(conn, &slug)?;
            let stored = files::find(conn, event)?
                .filter(StoredFile::was_submitted)
                .ok_or_else(Error::not_found)?;
            is_open(&stored)?;
            Ok(stored)
        })
        .await?;
    let whole = Arc::new(kit.over(kit::default_kit()));
    let site = &services.site.url;
    let contents = Contents::with_kit(&live, &images, &kits, site, &stored, whole).await?;
    let (drawing, _) = contents
        .drawing(file.as_str(), variant)
        .ok_or_else(Error::not_found)?;
    let media_type = drawing.file.media_type();
    let drawing = blocking(move || contents.picture().to_draw(drawing)).await?;
    let bytes = kits.preview(drawing).await?;
    Ok(HttpResponse::Ok()
        .content_type(media_type)
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(bytes))
}
