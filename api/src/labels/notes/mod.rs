//! Internal notes: only reviewers of the place read them, and in no answer, letter or history does their text reach an organiser.

mod add;
mod list;

use crate::events::scope::readable;
use crate::events::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::register::ServiceConfig;
use shared::id::EventId;
use shared::problem::Code;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_review_notes)
        .service(add::add_review_note);
}

/// Finds an event submission that the caller reviews.
///
/// # Errors
///
/// `not_found` outside the scope of the caller, `own_event` for somebody who works on the event, or belongs to its organisation.
pub(super) fn reviewed(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    let file = readable(conn, actor, id)?;
    if file.concerns(actor.account.id) {
        return Err(Error::rejected(Code::OwnEvent));
    }
    Ok(file)
}
