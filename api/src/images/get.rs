//! Gives a picture.

use super::Images;
use actix_web::http::header::{self, EntityTag};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::blocking::blocking;
use ground::error::Error;
use http::ApiError;
use http::etag;
use http::problems::PublicRefusals;
use shared::event::ImageId;

/// What is named by its content never changes: a year is the longest that caches keep anything.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// It is a picture and nothing else, whatever somebody makes a browser take it for.
const POLICY: &str = "default-src 'none'; sandbox";

/// A picture of an event
///
/// In one of its widths: 480, 960 and 1,600 pixels as far as they are below its own, and its own. It never changes, and may
/// be shown on every site, with its credits beside it: it keeps its own terms of re-use.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("id" = ImageId, Path, description = "Name of the picture"),
        ("width" = u32, Path, description = "Width in pixels", example = 960),
    ),
    responses(
        (status = 200, description = "JPEG", body = Vec<u8>, content_type = "image/jpeg", headers(
            ("ETag" = String, description = "The same for ever"),
        )),
        (status = 304, description = "The caller holds it"),
        PublicRefusals,
    )
)]
#[get("/media/{id}/{width}.jpg")]
pub(super) async fn get_image(
    request: HttpRequest,
    images: Data<Images>,
    asked: Path<(ImageId, u32)>,
) -> Result<HttpResponse, ApiError> {
    let (id, width) = asked.into_inner();
    let tag = EntityTag::new_strong(format!("{id}-{width}"));
    let jpeg = blocking(move || Ok(images.read(&id, width)?))
        .await?
        .ok_or_else(Error::not_found)?;
    let known = etag::is_known(&request, &tag);
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
