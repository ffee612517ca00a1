//! Reception of an uploaded image.

use super::{Images, MEDIA_TYPES, Seat};
use actix_web::dev::Payload;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpMessage as _, HttpRequest};
use ground::blocking::blocking;
use ground::error::Error;
use http::intake::{Intake, Kind};
use http::limits::{self, Attempt, Limit};
use http::{Services, client};
use kit::{LOGO_BYTES, drawing_to_png};
use pictures::{Fault, Picture};
use shared::event::StoredImage;
use shared::event::limits::IMAGE_BYTES;
use shared::id::{AccountId, EditionId};
use shared::problem::Code;

/// A request that uploads an image, and what receives it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reception<'a> {
    pub(crate) request: &'a HttpRequest,
    pub(crate) services: &'a Data<Services>,
    pub(crate) images: &'a Data<Images>,
    pub(crate) intake: &'a Intake,
    /// True where an SVG drawing is received too, as a logo may be. It is sanitised, drawn once, and stored as any other picture.
    pub(crate) drawings: bool,
}

/// Media type of a drawing.
const DRAWING: &str = "image/svg+xml";
/// Media type under which any of the formats is received: a generated client knows one type for the body.
const UNTYPED: &str = "application/octet-stream";
/// Maximum number of characters of a refusal that quotes the file.
const DETAIL_MAX: usize = 200;

impl Reception<'_> {
    /// Receives an image of `person` for an edition, counts its size for the edition, and stores it. Counts an attempt for `limit`.
    ///
    /// # Errors
    ///
    /// `unsupported_media_type`, `too_many_requests`, `unavailable` when no turn comes, `image_unreadable`, `image_dimensions`,
    /// `edition_full`.
    pub(crate) async fn receive(
        &self,
        person: AccountId,
        edition: EditionId,
        limit: Limit,
        body: Payload,
    ) -> Result<StoredImage, Error> {
        let media_type = self.request.content_type().trim().to_ascii_lowercase();
        let is_drawing = self.drawings && media_type == DRAWING;
        let is_untyped = media_type == UNTYPED;
        if !is_drawing && !is_untyped && !MEDIA_TYPES.contains(&media_type.as_str()) {
            let mut accepted = MEDIA_TYPES.to_vec();
            accepted.extend(self.drawings.then_some(DRAWING));
            accepted.push(UNTYPED);
            return Err(Error::rejected(Code::UnsupportedMediaType)
                .because(format!("one of {}", accepted.join(", "))));
        }
        let attempt = Attempt {
            person: person.to_string(),
            machine: client::address(self.services, self.request),
        };
        limits::count(self.services, limit, &attempt).await?;
        let seat = self.images.seat(person).await?;
        let headers = self.request.headers();
        let most = if is_drawing { LOGO_BYTES } else { IMAGE_BYTES };
        let file = self.intake.receive(Kind::File, headers, body, most).await?;
        let is_drawing = is_drawing || (is_untyped && self.drawings && is_markup(&file));
        let read = if is_drawing { drawn } else { photographed };
        store(
            self.services,
            self.images.clone(),
            edition,
            file,
            seat,
            read,
        )
        .await
    }
}

/// Counts the size of a picture that came otherwise than as the body of a request for an edition, and stores it.
///
/// # Errors
///
/// `image_unreadable`, `image_dimensions`, `edition_full`.
pub(crate) async fn keep(
    services: &Data<Services>,
    images: Data<Images>,
    edition: EditionId,
    file: Bytes,
    seat: Seat,
) -> Result<StoredImage, Error> {
    store(services, images, edition, file, seat, photographed).await
}

/// True for what no picture begins with, and every drawing does: `<`, after a byte order mark and white space.
fn is_markup(file: &[u8]) -> bool {
    let file = file.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(file);
    file.trim_ascii_start().first() == Some(&b'<')
}

fn photographed(file: &[u8]) -> Result<Picture, Error> {
    Picture::read(file).map_err(refusal)
}

fn drawn(file: &[u8]) -> Result<Picture, Error> {
    let picture = drawing_to_png(file).map_err(|fault| {
        let detail: String = fault.to_string().chars().take(DETAIL_MAX).collect();
        Error::rejected(Code::ImageUnreadable).because(detail)
    })?;
    photographed(&picture)
}

/// Reads an image on a blocking thread, counts its size for the edition, and stores it.
async fn store(
    services: &Data<Services>,
    images: Data<Images>,
    edition: EditionId,
    file: Bytes,
    seat: Seat,
    read: fn(&[u8]) -> Result<Picture, Error>,
) -> Result<StoredImage, Error> {
    let turn = images.turn().await?;
    let (services, now) = (services.clone(), services.clock.now());
    blocking(move || {
        // Released when the work ends, even if the request was cancelled.
        let _held = (turn, seat);
        let picture = read(&file)?;
        let (name, bytes) = Images::measure(&picture)?;
        let quota = images.quota();
        services
            .db
            .write_now(|conn| quota.count(conn, edition, &name, bytes, now))?;
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
