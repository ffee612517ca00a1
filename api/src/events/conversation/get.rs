//! The conversation on an event submission.

use super::{reading_side, standing, writing_side};
use crate::conversation::{AttachmentRow, WrittenMessage, attachments, messages};
use crate::events::scope::readable;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::conversation::{
    Conversation, ConversationAttachment, ConversationMessage, ConversationSide,
};
use shared::id::{AccountId, EventId};
use std::collections::HashMap;

/// Get the conversation on an event submission
///
/// The messages between the organiser's side (owner, co-editors, members of the organisation) and the reviewers. The organiser does not
/// learn the names of reviewers. Reading it marks nothing as read: see `read_conversation`.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "The conversation", body = Conversation), Refusals)
)]
#[get("/events/{id}/conversation")]
pub(super) async fn get_conversation(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<Conversation>, ApiError> {
    let conversation = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id.into_inner())?;
            let side = reading_side(&actor, &file);
            let counters = messages::standing(conn, file.id)?;
            let rows = messages::of_event(conn, file.id)?;
            let mut attached: HashMap<_, Vec<AttachmentRow>> = HashMap::new();
            for row in attachments::sent(conn, file.id)? {
                attached.entry(row.message_id).or_default().push(row);
            }
            let messages = rows.into_iter().map(|written| {
                let files = attached.remove(&Some(written.row.id)).unwrap_or_default();
                shown(written, files, actor.account.id, side)
            });
            let messages = messages.collect::<anyhow::Result<Vec<_>>>()?;
            let standing = standing(&file);
            Ok(Conversation {
                side,
                standing,
                writable: standing.is_open() && writing_side(&actor, &file).is_ok(),
                messages,
                unread: number(counters.unread(side)),
                read_by_other: number(counters.read(side.other())),
                read_by_other_at: counters.read_at(side.other()),
            })
        })
        .await?;
    Ok(Json(conversation))
}

/// A counter, which is never negative.
pub(super) fn number(counter: i32) -> u32 {
    u32::try_from(counter).unwrap_or_default()
}

/// A message as a reader on a side sees it.
pub(super) fn shown(
    written: WrittenMessage,
    attachments: Vec<AttachmentRow>,
    reader: AccountId,
    side: ConversationSide,
) -> anyhow::Result<ConversationMessage> {
    let WrittenMessage { row, author } = written;
    let wrote = row.side()?;
    // The names of reviewers are not for the organiser.
    let named = side == ConversationSide::Reviewers || wrote == ConversationSide::Organiser;
    let attachments = attachments.into_iter().map(AttachmentRow::shown);
    Ok(ConversationMessage {
        id: row.id(),
        number: number(row.number),
        side: wrote,
        own: AccountId::from(row.author_id) == reader,
        author: Some(author).filter(|name| named && !name.is_empty()),
        text: row.text,
        erased: row.erased_at.is_some(),
        attachments: attachments.collect::<anyhow::Result<Vec<ConversationAttachment>>>()?,
        sent_at: row.sent_at.0,
    })
}
