//! The certificate of an event as PDF.

use super::content::CertificateContent;
use super::press::{self, Presses};
use super::rows::CertificateRow;
use super::{issue, queries};
use crate::events::scope::readable;
use actix_web::http::header::{ContentDisposition, DispositionParam, DispositionType};
use actix_web::http::header::{ETag, EntityTag};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::blocking::blocking;
use ground::error::Error;
use http::problems::{NotLabelledRefusal, NotModified, Refusals};
use http::{Actor, ApiError, Services, etag};
use shared::id::EventId;
use shared::problem::Code;

/// Get the certificate of a labelled event
///
/// One page as tagged PDF (PDF/UA-1), with a QR code and a code by which anybody verifies it (`check_certificate`). It says what was decided:
/// the same certificate is the same file each time. An accepted change of the event, and any other change of what is printed, leads to another
/// certificate. 409 `not_labelled` for an event that does not have the label, or has lost it.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "A document (ISO 32000)", body = Vec<u8>, content_type = "application/pdf", headers(
            ("ETag" = String, description = "Entity tag of the file"),
        )),
        NotModified,
        NotLabelledRefusal,
        Refusals
    )
)]
#[get("/events/{id}/certificate")]
pub(super) async fn get_certificate(
    request: HttpRequest,
    services: Data<Services>,
    presses: Data<Presses>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let (slug, stored) = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id)?;
            if !file.state.is_public() {
                return Err(Error::rejected(Code::NotLabelled)
                    .because(format!("the file is {}, not labelled", file.state)));
            }
            let newest = queries::newest(conn, id)?;
            Ok((file.slug, newest.filter(|row| row.ended_at.is_none())))
        })
        .await?;
    let row: CertificateRow = match stored {
        Some(row) => row,
        None => {
            services
                .write(move |conn, services| issue::current(conn, id, services.clock.now()))
                .await?
        }
    };
    let (code, number) = (row.code()?, row.number()?);
    let content: CertificateContent = row.content()?;
    let name = format!("certificat-{}-{code}.pdf", slug.unwrap_or_default());
    let certificate = press::certificate(&content, id, &code, number, &services.site.url);
    let file = blocking(move || presses.print(&certificate)).await?;
    let tag = EntityTag::new_strong(etag::digest(&file));
    if etag::is_known(&request, &tag) {
        return Ok(HttpResponse::NotModified()
            .insert_header(ETag(tag))
            .finish());
    }
    Ok(HttpResponse::Ok()
        .content_type(print::TYPE)
        .insert_header(ETag(tag))
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(name)],
        })
        .body(file))
}
