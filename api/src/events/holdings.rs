//! SQL of everything that one person has submitted or is writing.

use super::stored::StoredFile;
use super::{fact, queries};
use crate::editions::queries as edition_queries;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::events;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::log::{self, By};
use ground::on;
use http::Services;
use shared::account::Fate;
use shared::event::ImageId;
use shared::id::{AccountId, EventId};
use shared::label::LabelState;
use std::collections::HashMap;

/// Rows per statement: their identifiers stay below the 65,535 parameters of PostgreSQL.
const ROWS_AT_ONCE: usize = 500;

/// Locks the event submissions of a person until the end of the transaction: a save that runs at the same moment ends before,
/// or finds another version.
pub(crate) fn lock(conn: &mut Conn, owner: AccountId) -> Result<(), Error> {
    let own = events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .select(events::id)
        .order(events::id);
    let _locked: Vec<SqlUuid> = on!(
        conn, c =>
        own.for_update().load(c)?,
        // The transaction holds the write lock.
        own.load(c)?,
    );
    Ok(())
}

/// The event submissions of a person, each with what becomes of it when the person leaves.
pub(crate) fn fates(conn: &mut Conn, owner: AccountId) -> Result<Vec<(EventId, Fate)>, Error> {
    let writable: HashMap<_, _> = edition_queries::all(conn)?
        .into_iter()
        .map(|(id, edition)| (id, edition.is_writable()))
        .collect();
    let rows: Vec<(SqlUuid, String, i32, SqlUuid)> = events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .order(events::id)
        .select((events::id, events::state, events::round, events::edition_id))
        .load(conn)?;
    rows.into_iter()
        .map(|(id, state, round, edition)| {
            let state =
                LabelState::parse(&state).with_context(|| format!("state of event {}", id.0))?;
            let writable = writable.get(&edition.into()).copied().unwrap_or_default();
            Ok((id.into(), Fate::of(state, round > 0, writable)))
        })
        .collect()
}

/// Deletes drafts, and records their deletion by their owner. Returns the images that they used.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn delete(
    conn: &mut Conn,
    services: &Services,
    ids: &[EventId],
    by: By,
) -> Result<Vec<ImageId>, Error> {
    let mut images = Vec::new();
    for ids in ids.chunks(ROWS_AT_ONCE) {
        let mut entries = Vec::new();
        for id in ids {
            let draft = existing(conn, *id)?;
            images.extend(draft.form.image.file.as_ref().map(|image| image.id.clone()));
            entries.push((services.clock.now(), fact::deletion(&draft, by)?));
        }
        log::append_all(conn, &entries)?;
        let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid::from).collect();
        diesel::delete(events::table.filter(events::id.eq_any(ids))).execute(conn)?;
    }
    Ok(images)
}

/// The submission without the contact person that its organiser named for the reviewers.
pub(crate) fn without_contact(mut file: StoredFile) -> StoredFile {
    let organiser = &mut file.form.organiser;
    organiser.contact_name.clear();
    organiser.contact_email.clear();
    organiser.contact_phone.clear();
    if let Some(content) = &mut file.content {
        content.contact.name.clear();
        content.contact.email.clear();
        content.contact.phone = None;
    }
    file
}

/// Removes the contact person from a submission whose review is over.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn forget_contact(conn: &mut Conn, id: EventId) -> Result<(), Error> {
    let mut file = without_contact(existing(conn, id)?);
    let read = file.version;
    file.version += 1;
    queries::update(conn, &file, read)
}

/// An event submission that the transaction has locked.
pub(crate) fn existing(conn: &mut Conn, id: EventId) -> Result<StoredFile, Error> {
    let found = queries::find(conn, id)?;
    Ok(found.with_context(|| format!("event {id}, which is locked"))?)
}
