//! Upload of the logo of a partner.

use super::found;
use crate::images::{Images, Reception};
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use chrono::Duration;
use http::intake::Intake;
use http::limits::Limit;
use http::problems::UploadRefusals;
use http::{Actor, ApiError, Services, Slug};
use shared::event::StoredImage;

/// Rate limit of uploads: as many as an edition has partners, and some more.
const UPLOAD: Limit = Limit {
    what: "upload_partner_logo",
    window: Duration::hours(1),
    per_person: 200,
    per_machine: 600,
};

/// Upload the logo of a partner
///
/// The body is a JPEG, PNG or WebP file of at most 8 MiB and 40 million pixels, at least 200 pixels on its shorter side, and with an
/// aspect ratio of at most 5 to 1; or an SVG drawing of at most 512 KiB without scripts, texts that are not in outlines and references to
/// other files (422 `image_unreadable`), which is drawn once, 1,200 pixels on its longer side. Transparent parts become white. Under
/// `application/octet-stream` its type is found from its content. Put the response into the partner as `logo.image`, with `logo.alt`. A
/// logo that no saved edition refers to is removed after a week. For the coordination and administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body(content(
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/webp"),
        (Vec<u8> = "image/svg+xml"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 201, description = "Logo stored; `Location` is the address of its largest variant", body = StoredImage),
        UploadRefusals
    )
)]
#[post("/administration/editions/{edition}/partners/logos")]
pub(super) async fn upload_partner_logo(
    request: HttpRequest,
    services: Data<Services>,
    images: Data<Images>,
    intake: Data<Intake>,
    actor: Actor,
    slug: Path<Slug>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let slug = slug.into_inner();
    let (edition, ..) = services.db.read(move |conn| found(conn, &slug)).await?;
    let reception = Reception {
        request: &request,
        services: &services,
        images: &images,
        intake: &intake,
        drawings: true,
    };
    let stored = reception
        .receive(actor.account.id, edition, UPLOAD, payload.into_inner())
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, stored.address()))
        .json(stored))
}
