//! Who may do what with one file.

use super::queries;
use super::stored::StoredFile;
use super::transition::closed;
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::etag::of_version;
use shared::account::Role;
use shared::edition::FilingClosed;
use shared::id::EventId;
use shared::label::Actor as Quality;
use shared::problem::Code;

/// The qualities in which somebody acts on a file, the widest first. An owner is nothing but its owner: nobody decides on
/// an event of their own. What was never filed is nobody else's.
pub(crate) fn qualities(actor: &Actor, file: &StoredFile) -> Vec<Quality> {
    let account = &actor.account;
    if account.id == file.owner {
        return vec![Quality::Owner];
    }
    let mut qualities = Vec::new();
    if file.was_filed() {
        if account.has(Role::Coordinator) {
            qualities.push(Quality::Coordinator);
        }
        if account.has_for(Role::Referent, file.department(), file.region()) {
            qualities.push(Quality::Referent);
        }
    }
    qualities
}

/// The file, if the caller owns it.
pub(crate) fn owned(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    queries::find(conn, id)?
        .filter(|file| actor.owns(file.owner))
        .ok_or_else(Error::not_found)
}

/// Whether its owner may write in the file now.
///
/// # Errors
///
/// `file_locked` with the moves that are allowed, `edition_closed`.
pub(crate) fn editable(actor: &Actor, file: &StoredFile) -> Result<(), Error> {
    if !file.state.is_editable() {
        return Err(Error::rejected(Code::FileLocked)
            .because(format!("the file is {}", file.state))
            .allowing(file.state.allowed(&qualities(actor, file)))
            .header("ETag", of_version(file.version).to_string()));
    }
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    Ok(())
}

/// The file, if the operation reaches it: its owner's, and once it was filed that of those who check it. An administrator
/// reads every file.
pub(crate) fn readable(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    queries::find(conn, id)?
        .filter(|file| {
            let reached = actor.reaches(file.department(), file.region());
            let administers = actor.account.has(Role::Administrator)
                && actor
                    .operation
                    .access()
                    .scope(Role::Administrator)
                    .is_some();
            actor.owns(file.owner) || administers || (file.was_filed() && reached.is_some())
        })
        .ok_or_else(Error::not_found)
}
