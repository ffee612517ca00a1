//! Access rules of a single event submission.

use super::commune::commune_of;
use super::edition_closed::closed;
use super::queries;
use super::stored::StoredFile;
use crate::sharing::conflicts;
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::etag::{Expected, of_version};
use shared::account::Role;
use shared::edition::FilingClosed;
use shared::event::{EventForm, Field};
use shared::id::EventId;
use shared::label;
use shared::problem::{Code, FieldProblem};

/// Capacities in which the caller acts on an event submission, widest first. The owner and the co-editors act only as such, and a
/// member who reads for its organisation does not act at all, so that nobody decides on their own event. Nobody else has a capacity before the first submission.
pub(crate) fn capacities(actor: &Actor, file: &StoredFile) -> Vec<label::Actor> {
    let account = &actor.account;
    if let Some(role) = file.role_of(account.id) {
        return vec![role.into()];
    }
    if file.concerns(account.id) {
        return Vec::new();
    }
    let mut capacities = Vec::new();
    if file.was_submitted() {
        if account.has(Role::Coordinator) {
            capacities.push(label::Actor::Coordinator);
        }
        if account.has_for(Role::Referent, file.department(), file.region()) {
            capacities.push(label::Actor::Referent);
        }
    }
    capacities
}

/// True when the caller works on the event submission, as its owner or a co-editor, and the operation admits organisers.
pub(crate) fn edits(actor: &Actor, file: &StoredFile) -> bool {
    actor.owns(actor.account.id) && file.role_of(actor.account.id).is_some()
}

/// True when the caller's API key, if there is one, reaches the event submission.
fn admits(actor: &Actor, file: &StoredFile) -> bool {
    match (file.department(), file.region()) {
        (None, None) => admits_form(actor, &file.edition.slug, &file.form),
        (department, region) => actor.admits(&file.edition.slug, department, region),
    }
}

fn admits_form(actor: &Actor, edition: &str, form: &EventForm) -> bool {
    if actor.key.is_none() {
        return true;
    }
    let place = commune_of(form);
    let department = place.as_ref().map(|place| &place.department);
    actor.admits(
        edition,
        department,
        place.as_ref().map(|place| &place.region),
    )
}

/// Checks that the caller's API key, if there is one, reaches a form that the caller stores. `prefix` is the pointer to the form in the
/// body of the request.
///
/// # Errors
///
/// `key_limited` for another edition, `invalid` for a place outside the territory of the key.
pub(super) fn within_key(
    actor: &Actor,
    edition: &str,
    form: &EventForm,
    prefix: &str,
) -> Result<(), Error> {
    if !actor.admits(edition, None, None) {
        return Err(Error::rejected(Code::KeyLimited).because("not an edition of the key"));
    }
    if admits_form(actor, edition, form) {
        return Ok(());
    }
    let pointer = format!("{prefix}{}", Field::PlaceInsee.pointer());
    let detail = "outside the territory of the key";
    Err(Error::invalid(vec![FieldProblem::new(
        pointer,
        Code::NotAllowed,
        detail,
    )]))
}

/// Finds an event submission on which the caller works, as its owner or a co-editor.
///
/// # Errors
///
/// `not_found` when it does not exist or the caller has no role on it; `forbidden` for a member of its organisation who only reads.
pub(crate) fn edited(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    let file = queries::find(conn, id)?
        .filter(|file| admits(actor, file))
        .ok_or_else(Error::not_found)?;
    if edits(actor, &file) {
        Ok(file)
    } else if actor.owns(actor.account.id) && file.concerns(actor.account.id) {
        Err(Error::rejected(Code::Forbidden)
            .because("the role in the organisation does not allow this"))
    } else {
        Err(Error::not_found())
    }
}

/// Finds a labelled event that the caller works on, in the version that the caller has read, to change what is said about it.
///
/// # Errors
///
/// As [`edited`]; `illegal_move` with the allowed actions for any other event, `precondition_failed`, `edition_closed`.
pub(super) fn labelled(
    conn: &mut Conn,
    actor: &Actor,
    id: EventId,
    expected: &Expected,
) -> Result<StoredFile, Error> {
    let file = edited(conn, actor, id)?;
    if !file.state.is_public() {
        return Err(
            Error::illegal_move(file.state.allowed(&capacities(actor, &file)))
                .because(format!("the file is {}, not labelled", file.state)),
        );
    }
    expected.check(file.version)?;
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    Ok(file)
}

/// Finds an event submission that the caller owns.
///
/// # Errors
///
/// `not_found` when it does not exist or belongs to somebody else.
pub(crate) fn owned(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    queries::find(conn, id)?
        .filter(|file| actor.owns(file.owner) && admits(actor, file))
        .ok_or_else(Error::not_found)
}

/// Checks that the people who work on it may edit the form now.
///
/// # Errors
///
/// `file_locked` with the allowed actions, `edition_closed`.
pub(crate) fn editable(actor: &Actor, file: &StoredFile) -> Result<(), Error> {
    if !file.state.is_editable() {
        return Err(Error::rejected(Code::FileLocked)
            .because(format!("the file is {}", file.state))
            .allowing(file.state.allowed(&capacities(actor, file)))
            .header("ETag", of_version(file.version).to_string()));
    }
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    Ok(())
}

/// Checks that the people who work on a labelled event may change it now.
///
/// # Errors
///
/// `file_locked` with the allowed actions for any other event, `edition_closed`.
pub(crate) fn changeable(actor: &Actor, file: &StoredFile) -> Result<(), Error> {
    if !file.state.is_public() {
        return Err(Error::rejected(Code::FileLocked)
            .because(format!("the file is {}, not labelled", file.state))
            .allowing(file.state.allowed(&capacities(actor, file))));
    }
    if !file.edition.is_writable() {
        return Err(closed(FilingClosed::Status(file.edition.status)));
    }
    Ok(())
}

/// Finds an event submission that the caller may read: its owner, its co-editors and the members of its organisation always, its reviewers once it was submitted, and an
/// administrator always, where the operation admits administrators. A conflict of interest hides it from a reviewer.
///
/// # Errors
///
/// `not_found` when it does not exist or the caller may not read it.
pub(crate) fn readable(conn: &mut Conn, actor: &Actor, id: EventId) -> Result<StoredFile, Error> {
    let file = queries::find(conn, id)?
        .filter(|file| admits(actor, file))
        .filter(|file| {
            let reached = actor.reaches(file.department(), file.region());
            let administers = actor.account.has(Role::Administrator)
                && actor
                    .operation
                    .access()
                    .scope(Role::Administrator)
                    .is_some();
            let reads = actor.owns(actor.account.id) && file.concerns(actor.account.id);
            reads || administers || (file.was_submitted() && reached.is_some())
        })
        .ok_or_else(Error::not_found)?;
    let account = actor.account.id;
    let reads = actor.owns(account) && file.concerns(account);
    if !reads && conflicts::hidden_among(conn, account, &[id])?.contains(&id) {
        return Err(Error::not_found());
    }
    Ok(file)
}
