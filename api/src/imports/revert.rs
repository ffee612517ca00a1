//! Undoing an import.

use super::queries::{self, Change};
use super::stored::StoredImport;
use super::work::{BATCH, Task};
use crate::events;
use crate::events::fact;
use crate::events::stored::StoredFile;
use anyhow::Context as _;
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use shared::id::EventId;
use shared::import::ImportState;
use shared::problem::Code;
use std::collections::HashMap;

impl Task<'_> {
    /// Removes the drafts and brings the replaced forms back, a batch in each transaction. What was changed since stays.
    pub(super) fn undo(&self, import: StoredImport) -> Result<(), Error> {
        let mut current = import;
        loop {
            let batch = i64::try_from(BATCH).context("rows of a batch")?;
            let next = self.services.db.write_now(|conn| {
                let changes = queries::changes(conn, current.id, batch)?;
                let mut next = current.clone();
                let kept = self.revert(conn, &next, &changes)?;
                next.rows_done += u32::try_from(changes.len()).context("changes")?;
                next.report.get_or_insert_default().kept += kept;
                next.updated_at = self.services.clock.now();
                if changes.is_empty() {
                    next.state = ImportState::Undone;
                }
                if queries::update(conn, &next, ImportState::Undoing, false)? {
                    Ok(next)
                } else {
                    Err(Error::rejected(Code::ImportLocked))
                }
            })?;
            if next.state == ImportState::Undone {
                return Ok(());
            }
            current = next;
        }
    }

    /// Reverts some changes; returns how many events stay as they are, because they were changed since.
    fn revert(
        &self,
        conn: &mut Conn,
        import: &StoredImport,
        changes: &[Change],
    ) -> Result<u32, Error> {
        let now = self.services.clock.now();
        let ids: Vec<EventId> = changes.iter().map(|change| change.event).collect();
        let files = events::queries::find_all(conn, import.owner, self.edition(import), &ids)?;
        let mut files: HashMap<EventId, StoredFile> =
            files.into_iter().map(|file| (file.id, file)).collect();
        let (mut entries, mut removed, mut kept) = (Vec::new(), Vec::new(), 0);
        for change in changes {
            let Some(mut file) = files.remove(&change.event) else {
                kept += 1;
                continue;
            };
            if file.state != change.state || file.version != change.version {
                kept += 1;
                continue;
            }
            match &change.before {
                None => {
                    entries.push((now, fact::deletion(&file, self.by())?));
                    removed.push(file.id);
                }
                Some(before) => {
                    let read = file.version;
                    file.form.clone_from(before);
                    file.version += 1;
                    file.updated_at = now;
                    events::queries::update(conn, &file, read)?;
                }
            }
        }
        if !removed.is_empty() {
            log::append_all(conn, &entries)?;
            events::queries::remove_drafts(conn, &removed)?;
        }
        queries::remove_changes(conn, import.id, &ids)?;
        Ok(kept)
    }
}
