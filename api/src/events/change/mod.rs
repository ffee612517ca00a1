//! Changes of labelled events.
//!
//! What the organisers write is kept in a table of its own. When they submit it, what is not material is public at once, and the rest
//! waits for a reviewer; `shared::event::LabelledEvent` says which is which. While a change waits, the review clock of the event
//! runs, and its version grows with every step, so that a decision on something that has changed is refused.

mod aside;
pub(crate) mod decision;
mod discard;
mod end;
mod get;
mod letters;
mod present;
mod publish;
mod queries;
mod rows;
mod save;
mod status;
mod stored;
mod submit;
mod withdraw;

pub(crate) use aside::set_aside_typed;
pub(crate) use end::{end_waiting, end_with_label, forget};
pub(crate) use status::status;

use super::stored::StoredFile;
use ground::db::Conn;
use ground::error::Error;
use http::register::ServiceConfig;
use shared::event::EventForm;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_change)
        .service(save::save_change)
        .service(discard::discard_change)
        .service(submit::submit_change)
        .service(withdraw::withdraw_change);
}

/// The form of a labelled event with its change: for the people who work on it what they are writing, for anybody else what
/// waits for its check.
///
/// # Errors
///
/// When the database fails.
pub(super) fn waiting_form(
    conn: &mut Conn,
    file: &StoredFile,
    edits: bool,
) -> Result<Option<EventForm>, Error> {
    if !file.state.is_public() {
        return Ok(None);
    }
    let change = queries::find(conn, file.id)?;
    Ok(if edits {
        Some(change.wanted(&file.form))
    } else {
        change.waiting.map(|waiting| waiting.edit.over(&file.form))
    })
}
