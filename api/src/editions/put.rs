//! Storage of editions and of their history.

use super::queries;
use super::rows::NewEditionRow;
use ground::clock::Clock;
use ground::db::Conn;
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry, Subject};
use http::{Actor, Slug};
use serde::{Deserialize, Serialize};
use shared::account::Role;
use shared::edition::{Edition, EditionChange, EditionStatus, EffectCount};
use shared::id::EditionId;
use shared::problem::Code;

/// Kind of the log entry for a version of an edition.
pub(crate) use shared::change::EDITION_PUT as PUT;

/// Result of storing an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    pub id: EditionId,
    /// True when anything was written; false when the stored edition is already identical.
    pub changed: bool,
}

/// Payload of the log for a version of an edition.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct EditionFact {
    slug: String,
    pub(crate) status: EditionStatus,
    pub(crate) version: i32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) changes: Vec<EditionChange>,
    #[serde(flatten)]
    pub(crate) circumstances: Circumstances,
}

/// Origin, reason and effects of a version of an edition, as far as its author has given them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Circumstances {
    /// Slug of the edition that a new one was copied from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) copied_from: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Effects on the events, by number alone.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) effects: Vec<EffectCount>,
}

/// Creates an edition, or replaces the one with the same slug.
///
/// # Errors
///
/// `invalid` with every fault of the data.
pub fn put(conn: &mut Conn, clock: &Clock, edition: &Edition) -> Result<Put, Error> {
    let slug = Slug::try_from(edition.slug.clone()).map_err(|fault| anyhow::anyhow!(fault));
    let stored = match &slug {
        Ok(slug) => queries::versioned(conn, slug)?,
        Err(_) => None,
    };
    match stored {
        Some((id, _, stored)) if *stored == *edition => Ok(Put { id, changed: false }),
        Some((id, version, stored)) => {
            let before = (id, version, &*stored);
            replace(
                conn,
                clock,
                before,
                edition,
                By::System,
                Circumstances::default(),
            )?;
            Ok(Put { id, changed: true })
        }
        None => {
            let (id, _) = create(conn, clock, edition, By::System, Circumstances::default())?;
            Ok(Put { id, changed: true })
        }
    }
}

/// Creates an edition, and returns its identifier and version.
///
/// # Errors
///
/// `invalid` with every fault of the data, also when the slug is taken.
pub(crate) fn create(
    conn: &mut Conn,
    clock: &Clock,
    edition: &Edition,
    by: By,
    circumstances: Circumstances,
) -> Result<(EditionId, i32), Error> {
    ensure_sound(edition)?;
    let (id, version, now) = (EditionId(ids::new(clock)), 1, clock.now());
    let row = NewEditionRow {
        id: id.into(),
        slug: edition.slug.clone(),
        status: edition.status.as_str().to_owned(),
        version,
        data: SqlJson::of(edition)?,
        created_at: now.into(),
        updated_at: now.into(),
    };
    queries::insert(conn, &row)?;
    let fact = EditionFact {
        slug: edition.slug.clone(),
        status: edition.status,
        version,
        changes: Vec::new(),
        circumstances,
    };
    log::append(conn, now, &entry(id, by, &fact)?)?;
    Ok((id, version))
}

/// Replaces the version of an edition that was read, and returns the number of the new one.
///
/// # Errors
///
/// `invalid` with every fault of the data; `precondition_failed` when another version is stored by now.
pub(crate) fn replace(
    conn: &mut Conn,
    clock: &Clock,
    (id, version, before): (EditionId, i32, &Edition),
    edition: &Edition,
    by: By,
    circumstances: Circumstances,
) -> Result<i32, Error> {
    ensure_sound(edition)?;
    let now = clock.now();
    let version = queries::update(conn, (id, version), edition, now.into())?
        .ok_or_else(|| Error::rejected(Code::PreconditionFailed))?;
    let fact = EditionFact {
        slug: edition.slug.clone(),
        status: edition.status,
        version,
        changes: logged(before.changes_to(edition)),
        circumstances,
    };
    log::append(conn, now, &entry(id, by, &fact)?)?;
    Ok(version)
}

/// Replaces a part of an edition on which no event depends, and returns the number of the new version.
///
/// # Errors
///
/// `invalid` with every fault of the data, also when the edition is archived; `precondition_failed` when another version is
/// stored by now.
pub(crate) fn replace_part(
    conn: &mut Conn,
    clock: &Clock,
    before: (EditionId, i32, &Edition),
    edition: &Edition,
    by: By,
) -> Result<i32, Error> {
    let faults = before.2.revision_faults(edition, clock.now(), true);
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    replace(conn, clock, before, edition, by, Circumstances::default())
}

/// The author of a change of an edition that the coordination may make, too.
pub(crate) fn author(actor: &Actor) -> By {
    let role = if actor.account.has(Role::Coordinator) {
        Role::Coordinator
    } else {
        Role::Administrator
    };
    By::Person(actor.account.id, role)
}

fn ensure_sound(edition: &Edition) -> Result<(), Error> {
    let faults = edition.problems();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(Error::invalid(faults))
    }
}

fn entry(id: EditionId, by: By, fact: &EditionFact) -> Result<Entry, Error> {
    Ok(Entry {
        by,
        subject: Subject::Edition(id),
        edition: Some(id),
        kind: PUT,
        payload: serde_json::to_value(fact)?,
    })
}

/// The changes without the addresses and numbers of services: the log contains none.
fn logged(mut changes: Vec<EditionChange>) -> Vec<EditionChange> {
    for change in &mut changes {
        if change.path.starts_with("/referents") {
            let hidden = |value: &mut Option<String>| {
                if value.is_some() {
                    *value = Some("…".to_owned());
                }
            };
            hidden(&mut change.before);
            hidden(&mut change.after);
        }
    }
    changes
}
