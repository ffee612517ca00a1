//! A reviewer writes an internal note.

use super::reviewed;
use crate::conversation::{NoteRow, WrittenNote, notes};
use crate::events::fact::{self, Fact};
use crate::events::transition::Performer;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::Duration;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::{ids, log};
use http::idempotency::{self, Created, IdempotencyKey};
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::WriteRefusals;
use http::{API, Actor, ApiError, Body, Services};
use serde_json::value::to_raw_value;
use shared::account::Operation;
use shared::conversation::{NOTES_PER_FILE, ReviewNote, ReviewNoteForm};
use shared::id::{EventId, ReviewNoteId};
use shared::problem::Code;

/// Notes of one person.
const WRITE: Limit = Limit {
    what: "review_note",
    window: Duration::hours(1),
    per_person: 120,
    per_machine: UNLIMITED,
};

/// Write an internal note on an event
///
/// At most 200 notes on one event; a note is neither changed nor removed.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("Idempotency-Key" = Option<String>, Header, description = "Key that makes a retry safe: 1 to 200 visible ASCII characters, valid for one day")
    ),
    request_body = ReviewNoteForm,
    responses(
        (status = 201, description = "The note; `Location` is the address of the notes", body = ReviewNote),
        WriteRefusals
    )
)]
#[post("/labels/events/{id}/notes")]
pub(super) async fn add_review_note(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    key: IdempotencyKey,
    body: Body<ReviewNoteForm>,
) -> Result<HttpResponse, ApiError> {
    let event = id.into_inner();
    let digest = sha256(format!("{event} {}", body.digest()));
    let text = body.into_inner().check().map_err(Error::invalid)?;
    limits::count(&services, WRITE, &Attempt::by(actor.account.id)).await?;
    let id = ReviewNoteId(ids::new(&services.clock));
    let author = actor.clone();
    let create = move |conn: &mut Conn, services: &Services| {
        let now = services.clock.now();
        let file = reviewed(conn, &author, event)?;
        let by = Performer::of(&author, &file).by;
        log::append(
            conn,
            now,
            &Fact::default().entry(&file, fact::NOTE_ADDED, by)?,
        )?;
        if notes::count(conn, event)? >= NOTES_PER_FILE {
            return Err(Error::rejected(Code::ConversationFull)
                .because(format!("at most {NOTES_PER_FILE} notes on one event")));
        }
        let row = NoteRow {
            id: id.into(),
            event_id: event.into(),
            author_id: author.account.id.into(),
            text: text.clone(),
            written_at: now.into(),
        };
        notes::insert(conn, &row)?;
        let author = author.account.name.clone();
        Ok(Created {
            location: format!("{API}/labels/events/{event}/notes"),
            version: 1,
            body: to_raw_value(&WrittenNote { row, author }.shown())?,
        })
    };
    idempotency::create(
        &services,
        &actor,
        Operation::AddReviewNote,
        key,
        &digest,
        create,
    )
    .await
}
