//! SQL of everything that one person has submitted or is writing.

use super::co_editing::{inherited, queries as co_editing};
use super::fact::{self, Fact};
use super::stored::StoredFile;
use super::{filed, queries};
use crate::accounts::queries as accounts;
use crate::editions::queries as edition_queries;
use crate::organisations::queries::filing;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::events;
use ground::db::types::SqlUuid;
use ground::error::Error;
use ground::log::{self, By};
use ground::{mail, on};
use http::Services;
use shared::account::{Fate, Role};
use shared::edition::Edition;
use shared::event::{DocumentId, EventForm, FileRole, ImageId};
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
    let heirs = heirs(conn, owner)?;
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
            let fate = if heirs.contains_key(&id.into()) {
                Fate::HandedOver
            } else {
                Fate::of(state, round > 0, writable)
            };
            Ok((id.into(), fate))
        })
        .collect()
}

/// New owners of the submissions of a person who leaves: a co-editor, or else a member of its organisation.
fn heirs(conn: &mut Conn, owner: AccountId) -> Result<HashMap<EventId, AccountId>, Error> {
    let mut heirs = filing::heirs(conn, owner)?;
    heirs.extend(co_editing::heirs(conn, owner)?);
    Ok(heirs)
}

/// Uploaded files that nothing may use any more.
#[derive(Debug, Default)]
pub(crate) struct Freed {
    pub(crate) images: Vec<ImageId>,
    pub(crate) documents: Vec<DocumentId>,
}

/// Deletes drafts, and records their deletion by their owner. Returns the files that they used.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn delete(
    conn: &mut Conn,
    services: &Services,
    ids: &[EventId],
    by: By,
) -> Result<Freed, Error> {
    let mut freed = Freed::default();
    for ids in ids.chunks(ROWS_AT_ONCE) {
        let mut entries = Vec::new();
        for id in ids {
            let draft = existing(conn, *id)?;
            let Freed { images, documents } = &mut freed;
            images.extend(draft.form.image.file.as_ref().map(|image| image.id.clone()));
            documents.extend(
                draft
                    .form
                    .additional
                    .files()
                    .map(|(_, file)| file.id.clone()),
            );
            entries.push((services.clock.now(), fact::deletion(&draft, by)?));
        }
        log::append_all(conn, &entries)?;
        let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid::from).collect();
        diesel::delete(events::table.filter(events::id.eq_any(ids))).execute(conn)?;
    }
    Ok(freed)
}

/// Gives the submissions of a person who leaves to a co-editor each, where there is one, and informs the new owners.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn hand_over(
    conn: &mut Conn,
    services: &Services,
    owner: AccountId,
) -> Result<(), Error> {
    let now = services.clock.now();
    let mut heirs: Vec<(EventId, AccountId)> = heirs(conn, owner)?.into_iter().collect();
    heirs.sort_unstable();
    for (id, heir) in heirs {
        let file = existing(conn, id)?;
        let entry = Fact {
            co_editor: Some(FileRole::Owner),
            ..Fact::default()
        }
        .entry(&file, fact::TRANSFERRED, By::Person(owner, Role::Organiser))?;
        log::append(conn, now, &entry)?;
        co_editing::remove_editor(conn, id, heir)?;
        co_editing::set_owner(conn, id, (owner, heir), now)?;
        if let Some(heir) = accounts::find(conn, heir)? {
            let letter = inherited(services, &heir, &file);
            mail::post(conn, &services.clock, &letter)?;
        }
    }
    Ok(())
}

/// The submission without what its organiser said of people for the reviewers: the contact person, and the answers to personal
/// additional fields. It goes from the forms kept of earlier rounds too. Also returns the documents among it.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn without_people(
    conn: &mut Conn,
    mut file: StoredFile,
) -> Result<(StoredFile, Vec<DocumentId>), Error> {
    let mut documents = forget_people_in(&mut file.form, &file.edition);
    documents.extend(filed::change_all(conn, file.id, |form| {
        forget_people_in(form, &file.edition)
    })?);
    if let Some(content) = &mut file.content {
        content.contact.name.clear();
        content.contact.email.clear();
        content.contact.phone = None;
        documents.extend(content.additional.forget_people(&file.edition));
    }
    Ok((file, documents))
}

fn forget_people_in(form: &mut EventForm, edition: &Edition) -> Vec<DocumentId> {
    let organiser = &mut form.organiser;
    organiser.contact_name.clear();
    organiser.contact_email.clear();
    organiser.contact_phone.clear();
    form.additional.forget_people(edition)
}

/// Removes what was said of people from a submission whose review is over. Returns the documents among it.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn forget_people(conn: &mut Conn, id: EventId) -> Result<Vec<DocumentId>, Error> {
    let file = existing(conn, id)?;
    let (mut file, documents) = without_people(conn, file)?;
    let read = file.version;
    file.version += 1;
    queries::update(conn, &file, read)?;
    Ok(documents)
}

/// An event submission that the transaction has locked.
pub(crate) fn existing(conn: &mut Conn, id: EventId) -> Result<StoredFile, Error> {
    let found = queries::find(conn, id)?;
    Ok(found.with_context(|| format!("event {id}, which is locked"))?)
}
