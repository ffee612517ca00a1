//! Storage of editions, for the command line and importers.

use super::queries;
use super::rows::NewEditionRow;
use ground::clock::Clock;
use ground::db::Conn;
use ground::db::types::SqlJson;
use ground::error::Error;
use ground::ids;
use ground::log::{self, By, Entry, Subject};
use http::Slug;
use shared::edition::Edition;
use shared::id::EditionId;

/// Result of storing an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Put {
    pub id: EditionId,
    /// True when anything was written; false when the stored edition is already identical.
    pub changed: bool,
}

/// Creates an edition, or replaces the one with the same slug.
///
/// # Errors
///
/// `invalid` with every fault of the data.
pub fn put(conn: &mut Conn, clock: &Clock, edition: &Edition) -> Result<Put, Error> {
    let faults = edition.problems();
    if !faults.is_empty() {
        return Err(Error::invalid(faults));
    }
    let slug = Slug::try_from(edition.slug.clone()).map_err(|fault| anyhow::anyhow!(fault))?;
    let now = clock.now();
    let (id, version) = match queries::by_slug(conn, &slug)? {
        Some((id, stored)) if *stored == *edition => return Ok(Put { id, changed: false }),
        Some((id, _)) => (id, queries::update(conn, id, edition, now.into())?),
        None => {
            let id = EditionId(ids::new(clock));
            let row = NewEditionRow {
                id: id.into(),
                slug: edition.slug.clone(),
                status: edition.status.as_str().to_owned(),
                version: 1,
                data: SqlJson::of(edition)?,
                created_at: now.into(),
                updated_at: now.into(),
            };
            queries::insert(conn, &row)?;
            (id, 1)
        }
    };
    let entry = Entry {
        by: By::System,
        subject: Subject::Edition(id),
        edition: Some(id),
        kind: "edition.put",
        payload: serde_json::json!({ "slug": edition.slug, "status": edition.status, "version": version }),
    };
    log::append(conn, now, &entry)?;
    Ok(Put { id, changed: true })
}
