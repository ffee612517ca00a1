//! Download of an attachment.

use crate::conversation::{Attachments, attachments};
use crate::events::scope::readable;
use actix_web::http::header::{
    self, Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use ground::blocking::blocking;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::conversation::ConversationAttachment;
use shared::id::{AttachmentId, EventId};

/// Content security policy: should a browser show the file all the same, it runs nothing in it and loads nothing for it.
const POLICY: &str = "default-src 'none'; sandbox";

/// Get an attachment
///
/// Whoever may read the event submission may read the attachments of its messages, and their own that are not sent yet. The response
/// is always a file to save.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("attachment" = AttachmentId, Path, description = "Identifier of the attachment")
    ),
    responses(
        (status = 200, description = "The file", body = Vec<u8>, content_type = "application/octet-stream"),
        Refusals
    )
)]
#[get("/events/{id}/attachments/{attachment}")]
pub(super) async fn get_attachment(
    services: Data<Services>,
    files: Data<Attachments>,
    actor: Actor,
    path: Path<(EventId, AttachmentId)>,
) -> Result<HttpResponse, ApiError> {
    let (event, id) = path.into_inner();
    let attachment = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, event)?;
            let row = attachments::find(conn, file.id, id)?
                .filter(|row| {
                    row.message_id.is_some() || row.uploaded_by == actor.account.id.into()
                })
                .ok_or_else(Error::not_found)?;
            Ok(row.shown()?)
        })
        .await?;
    let content = blocking(move || Ok(files.read(id)?)).await?;
    let content = content.ok_or_else(|| {
        tracing::error!(attachment = %id, "an attachment of a message is not stored");
        Error::not_found().because("the attachment is not stored any more")
    })?;
    if content.len() as u64 != attachment.bytes {
        let cause = anyhow::anyhow!("the stored attachment {id} is damaged");
        return Err(Error::from(cause).into());
    }
    Ok(HttpResponse::Ok()
        .content_type("application/octet-stream")
        .insert_header(to_save(&attachment))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CONTENT_SECURITY_POLICY, POLICY))
        .body(content))
}

/// `Content-Disposition` with the name of the file, and with a plain one for clients that read no other.
fn to_save(attachment: &ConversationAttachment) -> ContentDisposition {
    let ConversationAttachment { id, name, kind, .. } = attachment;
    ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![
            DispositionParam::Filename(format!("{id}.{kind}")),
            DispositionParam::FilenameExt(ExtendedValue {
                charset: Charset::Ext("UTF-8".to_owned()),
                language_tag: None,
                value: name.clone().into_bytes(),
            }),
        ],
    }
}
