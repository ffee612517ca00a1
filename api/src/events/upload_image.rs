//! Receives the image of an event.

use super::scope::{changeable, editable, edited};
use super::uploads::UPLOAD;
use crate::images::{Images, Reception};
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use http::intake::Intake;
use http::problems::UploadRefusals;
use http::{Actor, ApiError, Services};
use shared::event::StoredImage;
use shared::id::EventId;

/// Upload an event image
///
/// The body is a JPEG, PNG or WebP file of at most 8 MiB and 40 million pixels, at least 200 pixels on its shorter side, and
/// with an aspect ratio of at most 5 to 1; its type is found from its content. The image is turned upright and stored as JPEG in up to
/// three widths, without the metadata of the camera such as place, time or name.
///
/// Put the response into the form as `image.file`, with `image.alt` and `image.credits`. An image that no saved form refers
/// to is removed after a week. The event and its version do not change. The same image has the same `id`.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body(content(
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/webp"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 201, description = "Image stored; `Location` is the address of its largest variant", body = StoredImage),
        UploadRefusals
    )
)]
#[post("/events/{id}/image")]
pub(super) async fn upload_image(
    request: HttpRequest,
    services: Data<Services>,
    images: Data<Images>,
    intake: Data<Intake>,
    actor: Actor,
    id: Path<EventId>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let person = actor.account.id;
    let edition = services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id)?;
            if file.state.is_public() {
                changeable(&actor, &file)?;
            } else {
                editable(&actor, &file)?;
            }
            Ok(file.edition_id)
        })
        .await?;
    let reception = Reception {
        request: &request,
        services: &services,
        images: &images,
        intake: &intake,
        drawings: false,
    };
    let stored = reception
        .receive(person, edition, UPLOAD, payload.into_inner())
        .await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, stored.address()))
        .json(stored))
}
