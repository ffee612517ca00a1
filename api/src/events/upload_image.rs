//! Upload of the image of an event.

use super::scope::{changeable, editable, edited};
use crate::images::{Images, MEDIA_TYPES, Seat};
use actix_web::http::header;
use actix_web::web::{Bytes, Data, Path, Payload};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, post};
use chrono::{DateTime, Duration, Utc};
use ground::blocking::blocking;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::intake::{Intake, Kind};
use http::limits::{self, Attempt, Limit};
use http::problems::UploadRefusals;
use http::{Actor, client};
use pictures::{Fault, Picture};
use shared::event::StoredImage;
use shared::event::limits::IMAGE_BYTES;
use shared::id::EventId;
use shared::problem::Code;

/// Rate limit of uploads: more than anybody needs in an hour, and no more than a machine decodes in a minute.
const UPLOAD: Limit = Limit {
    what: "upload_image",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: 600,
};

/// Upload an event image
///
/// The body is a JPEG, PNG or WebP file of at most 8 MiB and 40 million pixels, at least 200 pixels on its shorter side, and
/// with an aspect ratio of at most 5 to 1. The image is turned upright and stored as JPEG in up to three widths, without the
/// metadata of the camera such as place, time or name.
///
/// Put the response into the form as `image.file`, with `image.alt` and `image.credits`. An image that no saved form refers
/// to is removed after a week. The event and its version do not change. The same image has the same `id`.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body(content(("image/jpeg"), ("image/png"), ("image/webp"))),
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
    let attempt = Attempt {
        person: person.to_string(),
        machine: client::address(&services, &request),
    };
    services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id)?;
            if file.state.is_public() {
                changeable(&actor, &file)
            } else {
                editable(&actor, &file)
            }
        })
        .await?;
    if !MEDIA_TYPES.contains(&request.content_type().trim().to_ascii_lowercase().as_str()) {
        return Err(Error::rejected(Code::UnsupportedMediaType)
            .because(format!("one of {}", MEDIA_TYPES.join(", ")))
            .into());
    }
    limits::count(&services, UPLOAD, &attempt).await?;
    let seat = images.seat(person).await?;
    let body = payload.into_inner();
    let file = intake
        .receive(Kind::File, request.headers(), body, IMAGE_BYTES)
        .await?;
    let stored = store(images, services.clock.now(), file, seat).await?;
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, stored.address()))
        .json(stored))
}

/// Decodes an image on a blocking thread, and stores it.
async fn store(
    images: Data<Images>,
    now: DateTime<Utc>,
    file: Bytes,
    seat: Seat,
) -> Result<StoredImage, Error> {
    let turn = images.turn().await?;
    blocking(move || {
        // Released when the work ends, even if the request was cancelled.
        let _held = (turn, seat);
        let picture = Picture::read(&file).map_err(refusal)?;
        Ok(images.store(&picture, now)?)
    })
    .await
}

fn refusal(fault: Fault) -> Error {
    let code = match fault {
        Fault::Unreadable => Code::ImageUnreadable,
        Fault::Dimensions { .. } => Code::ImageDimensions,
    };
    Error::rejected(code).because(fault.to_string())
}
