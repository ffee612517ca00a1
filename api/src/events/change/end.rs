//! Ends of a change without a decision.

use super::publish::{end_check, entry};
use super::queries;
use crate::events::fact;
use crate::events::queries as files;
use crate::events::stored::StoredFile;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use shared::label::Action;

/// Ends the check of a waiting change, if there is one; what was submitted stays as a draft. Returns the event after that.
pub(crate) fn end_waiting(
    conn: &mut Conn,
    file: StoredFile,
    by: By,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let mut change = queries::find(conn, file.id)?;
    let Some(waiting) = change.taken_back() else {
        return Ok(file);
    };
    let read = file.version;
    let mut file = file;
    end_check(&mut file, &waiting, now);
    file.version += 1;
    let fields = &waiting.edit.fields;
    let entry = entry(&file, fact::CHANGE_WITHDRAWN, by, fields, None)?;
    log::append(conn, now, &entry)?;
    files::update(conn, &file, read)?;
    queries::store(conn, change, now)?;
    Ok(file)
}

/// Forgets the changes of an event whose owner leaves, and ends the check of one that waits.
pub(crate) fn forget(
    conn: &mut Conn,
    file: StoredFile,
    by: By,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let file = end_waiting(conn, file, by, now)?;
    let mut change = queries::find(conn, file.id)?;
    if change.version > 0 {
        change.draft = None;
        change.refused = None;
        queries::store(conn, change, now)?;
    }
    Ok(())
}

/// Ends the changes of an event that loses its label by this action. An organiser who withdraws the event finds what was being changed
/// in its form, which can be edited again.
pub(crate) fn end_with_label(
    conn: &mut Conn,
    file: &mut StoredFile,
    action: Action,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let mut change = queries::find(conn, file.id)?;
    if change.version == 0 {
        return Ok(());
    }
    if action == Action::Withdraw {
        file.form = change.wanted(&file.form);
    }
    change.draft = None;
    change.waiting = None;
    change.refused = None;
    queries::store(conn, change, now)?;
    Ok(())
}
