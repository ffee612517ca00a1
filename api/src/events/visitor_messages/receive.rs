//! Reception of a message, from the operation and from the form of the public page.

use super::queries;
use super::rows::MessageRow;
use super::{ABOUT_EVENT, FROM_ADDRESS, letters};
use crate::events::fact::{self, Fact, LoggedMessage};
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::ids;
use ground::log::{self, By};
use http::Services;
use http::limits::{self, Attempt};
use shared::event::{CheckedMessage, ReceivedMessage, VisitorMessageForm};
use shared::id::{EventId, VisitorMessageId};
use shared::problem::Code;

/// Stores a message and sends it to the organiser and the co-editors. A message sent twice, with the same key or on the same day,
/// is stored once. One of a program is dropped, with the same answer.
///
/// # Errors
///
/// `invalid`, `too_many_requests`, `not_found`, `gone`, `event_over`, or `idempotency_mismatch` when the key was used for another
/// message.
pub(crate) async fn receive(
    services: &Data<Services>,
    event: EventId,
    form: &VisitorMessageForm,
    key: Option<&str>,
    machine: String,
) -> Result<ReceivedMessage, Error> {
    let message = form.check().map_err(Error::invalid)?;
    limits::count_all(services, attempts(event, &message, machine)).await?;
    let request = Request::of(event, &message, key, services.clock.now());
    let trapped = form.is_trapped();
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let file = open_to_messages(conn, event, now)?;
            if trapped {
                return Ok(received(&file, now));
            }
            if let Some(row) = queries::by_key(conn, &request.key)? {
                return request.repeated(&file, &row);
            }
            store(conn, services, &file, &message, &request, now)
        })
        .await
}

fn attempts(
    event: EventId,
    message: &CheckedMessage,
    machine: String,
) -> Vec<(limits::Limit, Attempt)> {
    let about = Attempt {
        person: event.to_string(),
        machine,
    };
    let from = message.email.clone().map(|person| Attempt {
        person,
        machine: String::new(),
    });
    let from = from.map(|attempt| (FROM_ADDRESS, attempt));
    [(ABOUT_EVENT, about)].into_iter().chain(from).collect()
}

/// The event, if visitors may write about it.
fn open_to_messages(
    conn: &mut Conn,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let file = files::find(conn, event)?
        .filter(|file| file.first_labelled_at.is_some())
        .ok_or_else(Error::not_found)?;
    if !file.state.is_public() {
        return Err(Error::rejected(Code::Gone));
    }
    if is_over(&file, now) {
        return Err(Error::rejected(Code::EventOver));
    }
    Ok(file)
}

/// True when every occurrence has ended.
pub(super) fn is_over(file: &StoredFile, now: DateTime<Utc>) -> bool {
    let content = file.content.as_ref();
    content.is_none_or(|content| content.occurrences.last_end() <= now)
}

fn received(file: &StoredFile, now: DateTime<Utc>) -> ReceivedMessage {
    ReceivedMessage {
        due_at: file.edition.visitor_messages.due(now, file.department()),
    }
}

/// By what a message that is sent twice is recognised.
struct Request {
    key: String,
    hash: String,
}

impl Request {
    fn of(event: EventId, message: &CheckedMessage, key: Option<&str>, now: DateTime<Utc>) -> Self {
        let CheckedMessage {
            subject,
            text,
            email,
        } = message;
        let email = email.as_deref().unwrap_or_default();
        let hash = sha256(format!("{event}\n{subject}\n{email}\n{text}"));
        let key = key.map_or_else(
            || format!("day {} {hash}", now.date_naive()),
            |key| format!("key {event} {key}"),
        );
        Self {
            key: sha256(key),
            hash,
        }
    }

    fn repeated(&self, file: &StoredFile, row: &MessageRow) -> Result<ReceivedMessage, Error> {
        if row.request_hash == self.hash {
            Ok(received(file, row.received_at.0))
        } else {
            Err(Error::rejected(Code::IdempotencyMismatch))
        }
    }
}

fn store(
    conn: &mut Conn,
    services: &Services,
    file: &StoredFile,
    message: &CheckedMessage,
    request: &Request,
    now: DateTime<Utc>,
) -> Result<ReceivedMessage, Error> {
    let id = VisitorMessageId(ids::new(&services.clock));
    let payload = Fact {
        visitor_message: Some(LoggedMessage {
            id,
            subject: message.subject,
            outcome: None,
        }),
        ..Fact::default()
    };
    log::append(
        conn,
        now,
        &payload.entry(file, fact::MESSAGE_RECEIVED, By::System)?,
    )?;
    let answer = received(file, now);
    let row = MessageRow {
        id: id.into(),
        event_id: file.id.into(),
        subject: message.subject.to_string(),
        text: message.text.clone(),
        email: message.email.clone(),
        request_key: request.key.clone(),
        request_hash: request.hash.clone(),
        received_at: now.into(),
        due_at: Some(answer.due_at.into()),
        escalated_at: None,
        outcome: None,
        expires_at: file.edition.visitor_messages.expires(now).into(),
    };
    queries::insert(conn, &row)?;
    letters::to_organiser(services, conn, file, message, &row)?;
    Ok(answer)
}
