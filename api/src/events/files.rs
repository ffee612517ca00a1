//! Documents that answer an additional field: their upload, and their download by those who may read the event submission.

use super::change::waiting_form;
use super::scope::{changeable, editable, edited, edits, readable};
use super::stored::StoredFile;
use crate::documents::{Documents, content, download};
use crate::images::Images;
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, get, post};
use chrono::Duration;
use ground::blocking::blocking;
use ground::error::Error;
use http::intake::{Intake, Kind};
use http::limits::{self, Attempt, Limit};
use http::problems::{Refusals, UploadRefusals};
use http::query;
use http::{Actor, ApiError, Services, client};
use serde::Deserialize;
use shared::edition::{AnswerKind, FieldKey};
use shared::event::{Answer, AnswerFile, Answers, DocumentId, DocumentType};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};

/// Rate limit of uploads: more than anybody needs in an hour.
const UPLOAD: Limit = Limit {
    what: "upload_answer_file",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: 600,
};

/// Parameters of the upload.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct Upload {
    /// Name of the file, at most 500 characters; what is no part of a file name is left out.
    #[param(example = "plan d’accès.pdf", max_length = 500)]
    name: Option<String>,
}

/// Upload a document as the answer to an additional field
///
/// The body is a file of one of the types and of at most the size that the edition accepts for the field: PDF, PNG, JPEG, ODT or
/// DOCX. Its type is found from its content; one with macros, or of another type, is rejected with 422 `file_refused`. Put the
/// response into the form as the answer. A document that no saved form refers to is removed after a week. The event and its
/// version do not change.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("key" = FieldKey, Path, description = "Key of the additional field"),
        Upload
    ),
    request_body(content(
        (Vec<u8> = "application/pdf"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "application/vnd.oasis.opendocument.text"),
        (Vec<u8> = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 201, description = "Document stored; `Location` is its address, once a saved form refers to it", body = AnswerFile),
        UploadRefusals
    )
)]
#[post("/events/{id}/additional/{key}/file")]
pub(super) async fn upload_answer_file(
    request: HttpRequest,
    services: Data<Services>,
    images: Data<Images>,
    intake: Data<Intake>,
    actor: Actor,
    path: Path<(EventId, FieldKey)>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let (id, key) = path.into_inner();
    let Upload { name } = query::parse(request.query_string())?;
    let person = actor.account.id;
    let attempt = Attempt {
        person: person.to_string(),
        machine: client::address(&services, &request),
    };
    let name = name.unwrap_or_default();
    check_name(&name)?;
    let (types, max_bytes, edition) = services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id)?;
            if file.state.is_public() {
                changeable(&actor, &file)?;
            } else {
                editable(&actor, &file)?;
            }
            let (types, max_bytes) = asked(&file, key)?;
            Ok((types, max_bytes, file.edition_id))
        })
        .await?;
    check_media_type(request.content_type())?;
    limits::count(&services, UPLOAD, &attempt).await?;
    let seat = images.seat(person).await?;
    let most = usize::try_from(max_bytes).unwrap_or(usize::MAX);
    let body = intake
        .receive(Kind::File, request.headers(), payload.into_inner(), most)
        .await?;
    let (documents, now) = (Documents::beside(&images), services.clock.now());
    let stored = blocking(move || {
        // Released when the work ends, even if the request was cancelled.
        let _held = seat;
        let found = content::type_of(&body).filter(|found| types.contains(found));
        let document_type = found.ok_or_else(|| {
            let accepted: Vec<&str> = types.iter().map(|it| it.as_str()).collect();
            Error::rejected(Code::FileRefused).because(format!("one of {}", accepted.join(", ")))
        })?;
        let (stored_as, bytes) = (Documents::name_of(&body)?, body.len() as u64);
        let quota = images.quota();
        services
            .db
            .write_now(|conn| quota.count(conn, edition, &stored_as, bytes, now))?;
        Ok(documents.store(&body, document_type, &name, now)?)
    })
    .await?;
    let address = format!("/api/v1/events/{id}/files/{}", stored.id);
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, address))
        .json(stored))
}

fn check_name(name: &str) -> Result<(), Error> {
    const MAX_CHARS: usize = 500;
    if name.chars().count() <= MAX_CHARS {
        return Ok(());
    }
    let fault = FieldProblem::new("/name", Code::TooLong, "the name is too long");
    Err(Error::rejected(Code::InvalidParameter).at(fault.with_limit(MAX_CHARS as u64)))
}

fn check_media_type(announced: &str) -> Result<(), Error> {
    let announced = announced.trim().to_ascii_lowercase();
    let documents = DocumentType::ALL.iter().map(|it| it.media_type());
    // Browsers do not know every type.
    let mut accepted = documents.chain(["application/octet-stream"]);
    if accepted.any(|accepted| accepted == announced) {
        return Ok(());
    }
    Err(Error::rejected(Code::UnsupportedMediaType)
        .because("the type of a document, or application/octet-stream"))
}

/// Types and maximum size, in bytes, of the document that a field accepts.
///
/// # Errors
///
/// `not_found` when the edition has no such field that asks for a document.
fn asked(file: &StoredFile, key: FieldKey) -> Result<(Vec<DocumentType>, u32), Error> {
    let field = file.edition.additional_field(key);
    match field.map(|field| &field.answer) {
        Some(AnswerKind::File { types, max_bytes }) => Ok((types.clone(), *max_bytes)),
        Some(_) | None => Err(Error::not_found()),
    }
}

/// Get a document of an event submission
///
/// For those who may read the submission. A document is found while its form, its submitted content or its waiting change refers to
/// it; for the people who work on it, also in what they are writing.
#[utoipa::path(
    tag = "events",
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
        )),
        Refusals
    )
)]
#[get("/events/{id}/files/{file}")]
pub(super) async fn get_answer_file(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    path: Path<(EventId, DocumentId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, document) = path.into_inner();
    let file = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id)?;
            let changed = waiting_form(conn, &file, edits(&actor, &file))?;
            let forms = [Some(&file.form), changed.as_ref()];
            let answers = forms.into_iter().flatten().map(|form| &form.additional);
            let submitted = file.content.as_ref().map(|content| &content.additional);
            named(answers.chain(submitted), &document).ok_or_else(Error::not_found)
        })
        .await?;
    download(Documents::beside(&images), file).await
}

/// The answer that is this document.
pub(super) fn named<'a>(
    mut answers: impl Iterator<Item = &'a Answers>,
    document: &DocumentId,
) -> Option<AnswerFile> {
    answers.find_map(|answers| {
        let mut files = answers
            .iter()
            .filter_map(|(_, answer)| Answer::file(answer));
        files.find(|file| file.id == *document).cloned()
    })
}
