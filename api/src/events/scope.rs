//! Who may do what with one file.

use super::queries;
use super::stored::StoredFile;
use crate::db::Conn;
use crate::error::ApiError;
use crate::http::Actor;
use shared::account::Role;
use shared::id::EventId;
use shared::label::Actor as Quality;

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
pub(super) fn owned(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, ApiError> {
    queries::find(conn, id)?
        .filter(|file| actor.owns(file.owner))
        .ok_or_else(ApiError::not_found)
}

/// The file, if the operation reaches it: its owner's, and once it was filed that of those who check it. An administrator
/// reads every file.
pub(crate) fn readable(
    conn: &mut Conn,
    actor: &Actor,
    id: EventId,
) -> Result<StoredFile, ApiError> {
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
        .ok_or_else(ApiError::not_found)
}
