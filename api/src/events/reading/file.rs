//! Download of a document with a secret link.

use super::{count, opened};
use crate::documents::{Documents, download};
use crate::events::files::named;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, post};
use ground::error::Error;
use http::problems::WriteRefusals;
use http::{ApiError, Body, Services};
use shared::event::{DocumentId, ReadingKey};
use std::iter;

/// Read a document of an event submission with a secret link
///
/// The secret is the part of the link after `#`. A document is found while the form that the link shows refers to it: not one that
/// answers a question about a person. 422 `invalid_link` once the link is revoked or replaced, or the event withdrawn.
#[utoipa::path(
    tag = "events",
    params(("file" = DocumentId, Path, description = "Identifier of the document")),
    request_body = ReadingKey,
    responses(
        (status = 200, description = "The document, to save under its name", content(
            (Vec<u8> = "application/pdf"),
            (Vec<u8> = "image/png"),
            (Vec<u8> = "image/jpeg"),
            (Vec<u8> = "application/vnd.oasis.opendocument.text"),
            (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document")
        )),
        WriteRefusals
    )
)]
#[post("/readings/files/{file}")]
pub(super) async fn read_file_by_link(
    request: HttpRequest,
    services: Data<Services>,
    images: Data<Images>,
    document: Path<DocumentId>,
    body: Body<ReadingKey>,
) -> Result<HttpResponse, ApiError> {
    let ReadingKey { key } = body.into_inner();
    count(&services, &request).await?;
    let file = services
        .db
        .read(move |conn| {
            let file = opened(conn, &key)?;
            let form = file.form.without_persons(&file.edition);
            named(iter::once(&form.additional), &document).ok_or_else(Error::not_found)
        })
        .await?;
    download(Documents::beside(&images), file).await
}
