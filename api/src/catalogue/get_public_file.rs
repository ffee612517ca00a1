use super::Live;
use crate::documents::{Documents, download, tag};
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use catalogue::Found;
use ground::error::Error;
use http::problems::{Gone, NotModified, PublicRefusals};
use http::{ApiError, etag};
use shared::event::DocumentId;
use shared::id::EventId;
use shared::problem::Code;

/// Time for which a cache may reuse the response: what is public can change.
const MAX_AGE_S: u32 = 300;

/// Get a public document of a labelled event
///
/// The answer to an additional field that the edition publishes; `additional` of the event names it. Returns 410 when the event was
/// public and no longer is.
#[utoipa::path(
    tag = "catalogue",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("file" = DocumentId, Path, description = "Identifier of the document")
    ),
    responses(
        (status = 200, description = "The document, to save under its name", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "image/png"),
            (Vec<u8> = "image/jpeg"),
            (Vec<u8> = "application/vnd.oasis.opendocument.text"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        ), headers(
            ("ETag" = String, description = "Entity tag of the response"),
        )),
        NotModified,
        Gone,
        PublicRefusals,
    )
)]
#[get("/catalogue/events/{id}/files/{file}")]
pub(super) async fn get_public_file(
    request: HttpRequest,
    live: Data<Live>,
    images: Data<Images>,
    path: Path<(EventId, DocumentId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, document) = path.into_inner();
    let catalogue = live.get()?;
    let event = match catalogue.by_id(id) {
        Some(Found::Event(entry)) => &entry.event,
        Some(Found::Gone) => return Err(Error::rejected(Code::Gone).into()),
        None => return Err(Error::not_found().into()),
    };
    let edition = catalogue
        .edition(&event.edition)
        .ok_or_else(Error::not_found)?;
    let file = event
        .answers
        .public(edition)
        .filter_map(|(_, answer)| answer.file())
        .find(|file| file.id == document)
        .ok_or_else(Error::not_found)?
        .clone();
    let tag = tag(&file);
    if etag::is_known(&request, &tag) {
        return etag::public(&request, tag, MAX_AGE_S, || Err(Error::not_found().into()));
    }
    let response = download(Documents::beside(&images), file).await?;
    etag::public(&request, tag, MAX_AGE_S, || Ok(response))
}
