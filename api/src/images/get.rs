//! Download of an image.

use super::Images;
use actix_web::http::header::{self, EntityTag};
use actix_web::web::{Bytes, Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::blocking::blocking;
use ground::error::Error;
use http::etag;
use http::problems::{FixedKeylessRefusals, KeylessRefusals, NotModified};
use http::{ApiError, Services};
use shared::event::{CropPosition, IMAGE_MAX_WIDTH_PX, ImageId, image_widths};

/// Images are named by the hash of their content and never change; one year is the longest useful lifetime in a cache.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// Content security policy: prevents a browser from interpreting the file as anything but an image.
const POLICY: &str = "default-src 'none'; sandbox";

/// Get an event image
///
/// Available widths are 480, 960 and 1,600 pixels where these are smaller than the image, and its own width. The image never
/// changes. Any site may display it, with its credits: images keep their own terms of reuse.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("id" = ImageId, Path, description = "Identifier of the image"),
        ("width" = u32, Path, description = "Width in pixels", example = 960),
    ),
    responses(
        (status = 200, description = "JPEG", body = Vec<u8>, content_type = "image/jpeg", headers(
            ("ETag" = String, description = "Entity tag of the response; never changes"),
        )),
        NotModified,
        FixedKeylessRefusals,
    )
)]
#[get("/media/{id}/{width}.jpg")]
pub(super) async fn get_image(
    request: HttpRequest,
    services: Data<Services>,
    images: Data<Images>,
    path: Path<(ImageId, u32)>,
) -> Result<HttpResponse, ApiError> {
    let (id, width) = path.into_inner();
    let tag = EntityTag::new_strong(format!("{id}-{width}"));
    let stored = {
        let (images, id) = (images.clone(), id.clone());
        blocking(move || Ok(images.read(&id, width)?)).await?
    };
    if stored.is_some() || !image_widths(IMAGE_MAX_WIDTH_PX).any(|it| it == width) {
        return respond(&request, tag, stored);
    }
    let turn = images.crop_turn().await?;
    let made = blocking(move || {
        let made = images.make_width(&id, width, services.clock.now())?;
        drop(turn);
        Ok(made)
    })
    .await?;
    respond(&request, tag, made)
}

/// Get the square crop of an event image
///
/// A square of 480 pixels, or of the shorter side of a smaller image, for lists that show every image alike. The detail of an event
/// gives its URL, with the position of its focal point; another position gives another crop. It never changes.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("id" = ImageId, Path, description = "Identifier of the image"),
        ("at" = u8, Path, description = "Position of the crop along the longer side of the image, in percent: a multiple of 10 from 0, the left or top end, to 100", minimum = 0, maximum = 100, multiple_of = 10.0, example = 50),
    ),
    responses(
        (status = 200, description = "JPEG", body = Vec<u8>, content_type = "image/jpeg", headers(
            ("ETag" = String, description = "Entity tag of the response; never changes"),
        )),
        NotModified,
        KeylessRefusals,
    )
)]
#[get("/media/{id}/square-{at}.jpg")]
pub(super) async fn get_square_image(
    request: HttpRequest,
    services: Data<Services>,
    images: Data<Images>,
    path: Path<(ImageId, u8)>,
) -> Result<HttpResponse, ApiError> {
    let (id, percent) = path.into_inner();
    let at = CropPosition::parse(percent).ok_or_else(Error::not_found)?;
    let tag = EntityTag::new_strong(format!("{id}-square-{percent}"));
    let stored = {
        let (images, id) = (images.clone(), id.clone());
        blocking(move || Ok(images.read_square(&id, at)?)).await?
    };
    if stored.is_some() {
        return respond(&request, tag, stored);
    }
    let turn = images.crop_turn().await?;
    let jpeg = blocking(move || {
        let jpeg = images.cut_square(&id, at, services.clock.now())?;
        drop(turn);
        Ok(jpeg)
    })
    .await?;
    respond(&request, tag, jpeg)
}

/// Responds with an image, or with 404 when it is not stored.
fn respond(
    request: &HttpRequest,
    tag: EntityTag,
    jpeg: Option<Bytes>,
) -> Result<HttpResponse, ApiError> {
    let jpeg = jpeg.ok_or_else(Error::not_found)?;
    let known = etag::is_known(request, &tag);
    let mut answer = if known {
        HttpResponse::NotModified()
    } else {
        HttpResponse::Ok()
    };
    answer
        .insert_header(header::ETag(tag))
        .insert_header((header::CACHE_CONTROL, FOR_EVER))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .insert_header(("Cross-Origin-Resource-Policy", "cross-origin"));
    Ok(if known {
        answer.finish()
    } else {
        answer.content_type("image/jpeg").body(jpeg)
    })
}
