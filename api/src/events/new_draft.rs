//! New drafts in the caller's transaction: the edition that takes them, and how they are stored.

use super::edition_closed::closed;
use super::fact::{self, Fact};
use super::scope::within_key;
use super::stored::{NewDraft, StoredFile};
use super::{queries, quota};
use crate::accounts::erasure;
use crate::editions::queries as edition_queries;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry};
use http::{Actor, Services, Slug};
use shared::account::Role;
use shared::edition::{Edition, FilingClosed};
use shared::event::EventForm;
use shared::id::{EditionId, EventId};
use shared::problem::{Code, FieldProblem};
use std::sync::Arc;

/// Finds the edition in which a draft is created.
///
/// # Errors
///
/// `invalid` when there is no such edition, `edition_closed` when it takes no drafts.
pub(crate) fn writable(conn: &mut Conn, slug: &Slug) -> Result<(EditionId, Arc<Edition>), Error> {
    let (id, edition) = edition_queries::by_slug(conn, slug)?
        .filter(|(_, edition)| edition.is_public())
        .ok_or_else(no_such_edition)?;
    if edition.is_writable() {
        Ok((id, edition))
    } else {
        Err(closed(FilingClosed::Status(edition.status)))
    }
}

/// The slug of an edition in a body.
///
/// # Errors
///
/// `invalid` when it cannot be one, as for an edition that does not exist.
pub(super) fn slug_of(edition: String) -> Result<Slug, Error> {
    Slug::try_from(edition).map_err(|_malformed| no_such_edition())
}

/// Error for an edition that does not exist or is not public yet.
pub(super) fn no_such_edition() -> Error {
    Error::invalid(vec![FieldProblem::new(
        "/edition",
        Code::UnknownValue,
        "there is no such edition",
    )])
}

/// Creates a draft owned by the caller, within the caller's quotas.
pub(super) fn open_draft(
    services: &Services,
    conn: &mut Conn,
    actor: &Actor,
    edition: (EditionId, Arc<Edition>),
    form: EventForm,
) -> Result<StoredFile, Error> {
    let file = StoredFile::draft(NewDraft {
        id: EventId(ids::new(&services.clock)),
        edition,
        owner: actor.account.id,
        form,
        now: services.clock.now(),
    });
    store_draft(conn, actor, file)
}

/// Stores a new draft of the caller, within the caller's quotas.
pub(super) fn store_draft(
    conn: &mut Conn,
    actor: &Actor,
    file: StoredFile,
) -> Result<StoredFile, Error> {
    within_key(actor, &file.edition.slug, &file.form, "/form")?;
    quota::count_write(conn, actor, file.created_at)?;
    store(conn, &file, By::Person(actor.account.id, Role::Organiser))?;
    erasure::ensure_present(conn, actor.account.id)?;
    quota::check_drafts(conn, actor)?;
    Ok(file)
}

/// Stores and logs a new draft, created by its owner, an import or the demonstration.
pub(crate) fn store(conn: &mut Conn, file: &StoredFile, by: By) -> Result<(), Error> {
    log::append(conn, file.created_at, &opened(file, by)?)?;
    queries::insert(conn, file)
}

/// Log entry for the creation of a draft.
///
/// # Errors
///
/// When the entry cannot be serialised to JSON; its types rule this out.
pub(crate) fn opened(file: &StoredFile, by: By) -> serde_json::Result<Entry> {
    let payload = Fact {
        to: Some(file.state),
        ..Fact::default()
    };
    payload.entry(file, fact::CREATED, by)
}
