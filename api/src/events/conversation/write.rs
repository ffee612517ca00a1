//! Somebody writes a message.

use super::get::shown;
use super::jobs::TellOfMessages;
use super::{open, writing_side};
use crate::accounts::erasure;
use crate::conversation::{MessageRow, WrittenMessage, attachments, messages};
use crate::events::fact::{self, Fact, LoggedPost};
use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::{Duration, TimeDelta};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::log;
use ground::{ids, jobs};
use http::idempotency::{self, Created, IdempotencyKey};
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::WriteRefusals;
use http::{API, Actor, ApiError, Body, Services};
use serde_json::value::to_raw_value;
use shared::account::Operation;
use shared::conversation::{
    ConversationMessage, ConversationMessageForm, ConversationSide, MESSAGES_PER_FILE,
};
use shared::id::{AttachmentId, ConversationMessageId, EventId};
use shared::problem::{Code, FieldProblem};

/// Messages of one person.
const WRITE: Limit = Limit {
    what: "conversation_message",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: UNLIMITED,
};

/// Write a message to the other side
///
/// The organiser's side writes to the reviewers, a reviewer to the organiser's side. A text of at most 5,000 characters, or up to 5
/// attachments that were uploaded before, or both. A letter informs the other side after some minutes, unless it has read the
/// message by then. 409 `conversation_closed` for an event that was never submitted or is withdrawn, and once the edition is over.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("Idempotency-Key" = Option<String>, Header, description = "Key that makes a retry safe: 1 to 200 visible ASCII characters, valid for one day")
    ),
    request_body = ConversationMessageForm,
    responses(
        (status = 201, description = "The message; `Location` is the address of the conversation", body = ConversationMessage),
        WriteRefusals
    )
)]
#[post("/events/{id}/conversation")]
pub(super) async fn write_message(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    key: IdempotencyKey,
    body: Body<ConversationMessageForm>,
) -> Result<HttpResponse, ApiError> {
    let event = id.into_inner();
    let digest = sha256(format!("{event} {}", body.digest()));
    let form = body.into_inner();
    let text = form.check().map_err(Error::invalid)?;
    limits::count(&services, WRITE, &Attempt::by(actor.account.id)).await?;
    let message = NewMessage {
        id: ConversationMessageId(ids::new(&services.clock)),
        author: actor.clone(),
        text,
        attachments: form.attachments,
    };
    let create = move |conn: &mut Conn, services: &Services| {
        let file = readable(conn, &message.author, event)?;
        let side = writing_side(&message.author, &file)?;
        open(&file)?;
        let stored = store(conn, services, &file, side, &message)?;
        Ok(Created {
            location: format!("{API}/events/{event}/conversation"),
            version: i32::try_from(stored.number).unwrap_or(i32::MAX),
            body: to_raw_value(&stored)?,
        })
    };
    idempotency::create(
        &services,
        &actor,
        Operation::WriteMessage,
        key,
        &digest,
        create,
    )
    .await
}

struct NewMessage {
    id: ConversationMessageId,
    author: Actor,
    text: String,
    attachments: Vec<AttachmentId>,
}

fn store(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    side: ConversationSide,
    message: &NewMessage,
) -> Result<ConversationMessage, Error> {
    let (now, author) = (services.clock.now(), &message.author.account);
    let payload = Fact {
        conversation: Some(LoggedPost {
            message: message.id,
            side,
            attachments: message.attachments.len(),
        }),
        ..Fact::default()
    };
    let by = Performer::of(&message.author, file).by;
    log::append(
        conn,
        now,
        &payload.entry(file, fact::CONVERSATION_MESSAGE, by)?,
    )?;
    erasure::ensure_present(conn, author.id)?;
    let mut counters = messages::locked(conn, file.id)?;
    if u32::try_from(counters.messages()).is_ok_and(|number| number >= MESSAGES_PER_FILE) {
        return Err(Error::rejected(Code::ConversationFull)
            .because(format!("at most {MESSAGES_PER_FILE} messages on one event")));
    }
    let row = MessageRow {
        id: message.id.into(),
        event_id: file.id.into(),
        number: counters.add(side),
        side: side.as_str().to_owned(),
        author_id: author.id.into(),
        text: message.text.clone(),
        sent_at: now.into(),
        erased_at: None,
    };
    messages::insert(conn, &row)?;
    let wanted = &message.attachments;
    if attachments::give(conn, file.id, author.id, message.id, wanted)? < wanted.len() {
        let detail = "upload each attachment to this event first; it is sent once";
        let fault = FieldProblem::new("/attachments", Code::UnknownAttachment, detail);
        return Err(Error::invalid(vec![fault]));
    }
    let due = counters.letter_at(side.other());
    if due.is_none() {
        let minutes = file.edition.conversation.letter_minutes;
        let at = now + TimeDelta::minutes(minutes.into());
        *due = Some(at.into());
        let job = TellOfMessages {
            event: file.id,
            side: side.other(),
        };
        jobs::enqueue_at(conn, &services.clock, &job, at)?;
    }
    messages::put(conn, &counters)?;
    let mut files = attachments::sent(conn, file.id)?;
    files.retain(|attached| attached.message_id == Some(row.id));
    let written = WrittenMessage {
        row,
        author: author.name.clone(),
    };
    Ok(shown(written, files, author.id, side)?)
}
