//! Upload of an attachment.

use super::{open, writing_side};
use crate::conversation::{AttachmentRow, Attachments, attachments};
use crate::events::queries;
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use actix_web::http::header;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpMessage as _, HttpRequest, HttpResponse, post};
use anyhow::Context as _;
use chrono::Duration;
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use http::intake::{Intake, Kind};
use http::limits::{self, Attempt, Limit};
use http::problems::UploadRefusals;
use http::{API, Actor, ApiError, Query, Services, client};
use serde::Deserialize;
use shared::conversation::{
    ATTACHMENT_BYTES, ATTACHMENTS_BYTES, ATTACHMENTS_PER_FILE, AttachmentKind,
    ConversationAttachment, check_attachment,
};
use shared::id::{AttachmentId, EventId};
use shared::problem::{Code, FieldProblem};

/// Rate limit of uploads: more than anybody attaches in an hour.
const UPLOAD: Limit = Limit {
    what: "upload_attachment",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: 600,
};

/// Media type of a client that leaves the type to the name.
const UNTYPED: &str = "application/octet-stream";

#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct AttachmentQuery {
    /// Name of the file, 1 to 120 characters, which ends as its type says: `pdf`, `png`, `jpg`, `jpeg`, `docx`, `xlsx`, `pptx`, `odt`,
    /// `ods` or `odp`.
    #[param(example = "plan-d-acces.pdf")]
    name: String,
}

/// Upload an attachment
///
/// The body is the file, of at most 8 MiB; at most 50 attachments and 64 MiB on one event. The content must be that of the type in its name
/// (422 at `/content`); documents with macros are refused. Put the `id` of the response into a message: an attachment that is not sent
/// within a day is removed.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event"), AttachmentQuery),
    request_body(content(
        (Vec<u8> = "application/pdf"),
        (Vec<u8> = "image/png"),
        (Vec<u8> = "image/jpeg"),
        (Vec<u8> = "application/octet-stream")
    )),
    responses(
        (status = 201, description = "Attachment stored; `Location` is its address", body = ConversationAttachment),
        UploadRefusals
    )
)]
#[post("/events/{id}/attachments")]
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
pub(super) async fn upload_attachment(
    request: HttpRequest,
    services: Data<Services>,
    files: Data<Attachments>,
    intake: Data<Intake>,
    actor: Actor,
    id: Path<EventId>,
    Query(query): Query<AttachmentQuery>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let event = id.into_inner();
    let attempt = Attempt {
        person: actor.account.id.to_string(),
        machine: client::address(&services, &request),
    };
    let reader = actor.clone();
    services
        .db
        .read(move |conn| admitted(conn, &reader, event, 0).map(|_file| ()))
        .await?;
    let declared = request.content_type().trim().to_ascii_lowercase();
    check_declared(&declared)?;
    limits::count(&services, UPLOAD, &attempt).await?;
    let body = payload.into_inner();
    let content = intake
        .receive(Kind::File, request.headers(), body, ATTACHMENT_BYTES)
        .await?;
    let (name, kind) =
        check_attachment(&query.name, &content).map_err(|fault| Error::invalid(vec![fault]))?;
    if declared != UNTYPED && declared != kind.media_type() {
        let detail = format!("the content is {kind}, and not of the media type of the request");
        let fault = FieldProblem::new("/content", Code::AttachmentMismatch, detail);
        return Err(Error::invalid(vec![fault]).into());
    }
    let row = AttachmentRow {
        id: AttachmentId(ids::new(&services.clock)).into(),
        event_id: event.into(),
        message_id: None,
        uploaded_by: actor.account.id.into(),
        name,
        kind: kind.as_str().to_owned(),
        bytes: i64::try_from(content.len()).context("size of an attachment")?,
        uploaded_at: services.clock.now().into(),
    };
    let stored = row.clone();
    blocking(move || keep(&services, &files, &actor, &stored, &content)).await?;
    let shown = row.shown()?;
    let location = format!("{API}/events/{event}/attachments/{}", shown.id);
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .json(shown))
}

/// Checks that the caller may write on the event submission, and that it takes an attachment of that size.
fn admitted(
    conn: &mut Conn,
    actor: &Actor,
    event: EventId,
    bytes: i64,
) -> Result<StoredFile, Error> {
    let file = readable(conn, actor, event)?;
    writing_side(actor, &file)?;
    open(&file)?;
    let (number, held) = attachments::held(conn, event)?;
    let bytes = held + u64::try_from(bytes).unwrap_or_default();
    if number >= ATTACHMENTS_PER_FILE || bytes > ATTACHMENTS_BYTES {
        let detail = format!(
            "at most {ATTACHMENTS_PER_FILE} attachments and {ATTACHMENTS_BYTES} bytes on one event"
        );
        return Err(Error::rejected(Code::ConversationFull).because(detail));
    }
    Ok(file)
}

fn check_declared(media_type: &str) -> Result<(), Error> {
    let known = AttachmentKind::ALL
        .iter()
        .any(|kind| kind.media_type() == media_type);
    if known || media_type == UNTYPED {
        return Ok(());
    }
    Err(Error::rejected(Code::UnsupportedMediaType)
        .because(format!("{UNTYPED}, or the media type of the file")))
}

/// Counts an attachment, and then stores its content: one that is refused leaves no file, and those that are uploaded at the same time
/// are counted one after the other. Nobody knows its identifier before the content is stored.
fn keep(
    services: &Services,
    files: &Attachments,
    actor: &Actor,
    row: &AttachmentRow,
    content: &[u8],
) -> Result<(), Error> {
    let (id, now) = (row.id(), services.clock.now());
    let event = EventId::from(row.event_id);
    services.db.write_now(|conn| {
        // Of two who attach the last file that there is room for, the second finds none.
        queries::lock(conn, event)?;
        let file = admitted(conn, actor, event, row.bytes)?;
        let bytes = u64::try_from(row.bytes).unwrap_or_default();
        files.count(conn, file.edition_id, id, bytes, now)?;
        attachments::insert(conn, row)
    })?;
    files.store(id, content, now).map_err(|failure| {
        // What cannot be withdrawn now is forgotten after a day, as what is never sent.
        let withdrawn = services.db.write_now(|conn| {
            attachments::withdraw(conn, id)?;
            Attachments::uncount(conn, id)
        });
        if let Err(error) = withdrawn {
            tracing::warn!(%error, "an attachment without content could not be withdrawn");
        }
        failure.into()
    })
}
