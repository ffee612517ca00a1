//! Taking the rows of a table.

use super::plan::Outcome;
use super::queries::{self, Change};
use super::stored::StoredImport;
use super::work::{Task, each_batch};
use crate::events::external::queries as external;
use crate::events::new_draft;
use crate::events::queries as event_queries;
use crate::events::stored::{NewDraft, StoredFile};
use anyhow::Context as _;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::log;
use shared::event::EventForm;
use shared::id::EventId;
use shared::import::ImportState;
use shared::problem::Code;
use sheets::{Sheet, Unreadable};
use std::cmp::Reverse;
use std::sync::Arc;

impl Task<'_> {
    /// Takes the rows without a fault, a batch in each transaction, from where an earlier attempt ended.
    pub(super) fn commit(&self, import: StoredImport) -> Result<(), Error> {
        let Some(file) = self.file(&import)? else {
            return Ok(());
        };
        let planner = self.planner(&import, &import.columns);
        let mut current = import.clone();
        let header_row = current
            .report
            .as_ref()
            .map_or(0, |report| report.header_row);
        let mut position = 0;
        let sheet = Sheet::of(&file).map_err(changed)?;
        each_batch(&sheet, header_row, &planner, |rows| {
            position += u32::try_from(rows.len()).context("rows")?;
            if position <= current.rows_done {
                return Ok(());
            }
            current = self.services.db.write_now(|conn| {
                let mut next = current.clone();
                let mut report = next.report.take().unwrap_or_default();
                let room = planner.room(conn)?;
                let outcomes = planner.plan(conn, rows, room, &mut report)?;
                self.take(conn, &next, outcomes)?;
                next.report = Some(report);
                next.rows_done = position;
                next.updated_at = self.services.clock.now();
                if queries::update(conn, &next, ImportState::Committing, true)? {
                    Ok(next)
                } else {
                    Err(Error::rejected(Code::ImportLocked))
                }
            })?;
            Ok(())
        })?
        .map_err(changed)?;
        if let Some(report) = &mut current.report {
            report.missing.sort_by_key(|it| Reverse(it.rows));
        }
        current.state = ImportState::Committed;
        self.store(&current, ImportState::Committing, false)
    }

    /// Stores what rows become.
    fn take(
        &self,
        conn: &mut Conn,
        import: &StoredImport,
        outcomes: Vec<Outcome>,
    ) -> Result<(), Error> {
        let now = self.services.clock.now();
        let mut entries: Vec<_> = Vec::new();
        let (mut files, mut keys) = (Vec::new(), Vec::new());
        let (mut created, mut replaced) = (Vec::new(), Vec::new());
        for outcome in outcomes {
            match outcome {
                Outcome::Create { key, form } => {
                    let file = StoredFile::draft(NewDraft {
                        id: EventId(ids::new(&self.services.clock)),
                        edition: (import.edition, Arc::clone(&self.edition)),
                        owner: import.owner,
                        form,
                        now,
                    });
                    entries.push((now, new_draft::opened(&file, self.by())?));
                    keys.push((key, file.id));
                    created.push(change_of(&file, None));
                    files.push(file);
                }
                Outcome::Update { mut file, form } => {
                    let read = file.version;
                    let before = std::mem::replace(&mut file.form, form);
                    file.version += 1;
                    file.updated_at = now;
                    event_queries::update(conn, &file, read)?;
                    replaced.push(change_of(&file, Some(before)));
                }
                Outcome::Unchanged | Outcome::Wrong => {}
            }
        }
        if !files.is_empty() {
            log::append_all(conn, &entries)?;
            // Only now: an owner who leaves holds the lock of the log until the import is gone.
            queries::ensure(conn, import.id, ImportState::Committing)?;
            event_queries::insert_all(conn, &files)?;
            external::insert_all(conn, import.owner, &import.source, import.id, &keys)?;
        }
        queries::insert_created(conn, import.id, &created)?;
        queries::store_replaced(conn, import.id, &replaced)
    }
}

fn change_of(file: &StoredFile, before: Option<EventForm>) -> Change {
    Change {
        event: file.id,
        state: file.state,
        version: file.version,
        before,
    }
}

/// The stored file cannot be read any more, although it was.
fn changed(unreadable: Unreadable) -> Error {
    anyhow::anyhow!("the file of an import: {}", unreadable.detail()).into()
}
