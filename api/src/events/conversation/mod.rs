//! Messages between the people who work on an event submission and its reviewers, with attachments.
//!
//! Each side reads as one: a message is read once anybody of the other side has seen it. A letter informs the other side some minutes
//! after a message, so that several messages give one letter, and none when they were read meanwhile. Texts are neither in the letters
//! nor in the log.

mod attachment;
mod get;
mod jobs;
mod letters;
mod read;
mod upload;
mod write;

pub(crate) use jobs::jobs;

use super::scope::{capacities, edits};
use super::stored::StoredFile;
use ground::error::Error;
use http::Actor;
use http::register::ServiceConfig;
use shared::conversation::{ConversationSide, ConversationStanding};
use shared::problem::Code;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_conversation)
        .service(write::write_message)
        .service(read::read_conversation)
        .service(upload::upload_attachment)
        .service(attachment::get_attachment);
}

/// Side on which the caller reads.
fn reading_side(actor: &Actor, file: &StoredFile) -> ConversationSide {
    if file.concerns(actor.account.id) {
        ConversationSide::Organiser
    } else {
        ConversationSide::Reviewers
    }
}

/// Side on which the caller writes.
///
/// # Errors
///
/// `forbidden` for somebody who only reads: a member of the organisation without a say, or an administrator.
fn writing_side(actor: &Actor, file: &StoredFile) -> Result<ConversationSide, Error> {
    if edits(actor, file) {
        Ok(ConversationSide::Organiser)
    } else if file.concerns(actor.account.id) || capacities(actor, file).is_empty() {
        Err(Error::rejected(Code::Forbidden).because("the caller may read, and not write"))
    } else {
        Ok(ConversationSide::Reviewers)
    }
}

fn standing(file: &StoredFile) -> ConversationStanding {
    ConversationStanding::of(file.state, file.was_submitted(), file.edition.is_writable())
}

/// Checks that messages can be written.
///
/// # Errors
///
/// `conversation_closed` with the reason.
fn open(file: &StoredFile) -> Result<(), Error> {
    let standing = standing(file);
    if standing.is_open() {
        Ok(())
    } else {
        Err(Error::rejected(Code::ConversationClosed).because(standing.to_string()))
    }
}
