//! The work on an import: reading its table, taking its rows, undoing it.

use super::plan::{KeyedRow, Planner};
use super::queries;
use super::stored::StoredImport;
use crate::accounts::people;
use crate::editions::queries as edition_queries;
use actix_web::web::Data;
use anyhow::Context as _;
use chrono::TimeDelta;
use gazetteer::Gazetteer;
use ground::blocking::blocking;
use ground::db::Conn;
use ground::error::Error;
use ground::jobs::{self, Completion, Jobs, Kind, Schedule};
use ground::log::By;
use http::Services;
use serde::{Deserialize, Serialize};
use shared::account::{Account, Role};
use shared::edition::Edition;
use shared::id::{EditionId, ImportId};
use shared::import::{CellFault, ImportColumn, ImportReport, ImportState, ImportTarget};
use shared::problem::Code;
use sheets::{RowReader, Sheet, Unreadable, find_header, is_joined};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::ControlFlow;
use std::sync::Arc;

/// Rows of one transaction: the other writers wait for no more of them.
pub(super) const BATCH: usize = 500;
/// Rows among which the column names are searched for.
const FIRST_ROWS: usize = 40;
/// Time for which an import without effect is kept.
const UNUSED_STAYS: TimeDelta = TimeDelta::days(7);
/// Time for which an import can be undone.
const CHANGES_STAY: TimeDelta = TimeDelta::days(180);

/// Job that brings an import to the end of its state.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct WorkOnImport {
    pub(super) import: ImportId,
}

impl Kind for WorkOnImport {
    const NAME: &'static str = "imports.work";
    const BATCH: u16 = 1;
}

/// Job that removes old imports.
#[derive(Debug, Serialize, Deserialize)]
struct ForgetImports {}

impl Kind for ForgetImports {
    const NAME: &'static str = "imports.forget";
}

/// Stores an import in a state towards which the server works, and enqueues that work.
///
/// # Errors
///
/// `import_locked` when it is not in the state `from` any more.
pub(super) fn begin(
    conn: &mut Conn,
    services: &Services,
    import: &mut StoredImport,
    from: ImportState,
    keep_file: bool,
) -> Result<(), Error> {
    import.updated_at = services.clock.now();
    if !queries::update(conn, import, from, keep_file)? {
        return Err(Error::rejected(Code::ImportLocked));
    }
    let work = WorkOnImport { import: import.id };
    jobs::enqueue(conn, &services.clock, &work).map(drop)
}

/// Registers the work on imports, and the daily removal of old ones.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>) -> Jobs {
    let (of_work, of_clock) = (services.clone(), services.clock.clone());
    jobs.on_outside(move |_, job: WorkOnImport| {
        let services = of_work.clone();
        async move {
            match blocking(move || work(&services, job.import)).await {
                // Another instance has done it, or a new upload has replaced it.
                Err(error) if error.code() == Code::ImportLocked => {}
                done => done?,
            }
            Ok(Completion::plain())
        }
    })
    .on(move |conn: &mut Conn, ForgetImports {}| {
        let now = of_clock.now();
        let removed = queries::forget(conn, now - UNUSED_STAYS, now - CHANGES_STAY)?;
        tracing::info!(removed, "old imports were removed");
        Ok(())
    })
    .every(Schedule::daily_at(3, 15), ForgetImports {})
}

fn work(services: &Services, id: ImportId) -> Result<(), Error> {
    let Some(import) = services.db.read_now(|conn| queries::find(conn, id))? else {
        return Ok(());
    };
    let task = Task {
        owner: services
            .db
            .read_now(|conn| people::find(conn, import.owner))?
            .with_context(|| format!("owner of import {id}"))?,
        edition: services
            .db
            .read_now(|conn| edition_queries::find(conn, import.edition))?
            .with_context(|| format!("edition of import {id}"))?,
        services,
    };
    match import.state {
        ImportState::Reading => task.preview(import),
        ImportState::Committing => task.commit(import),
        ImportState::Undoing => task.undo(import),
        // It was brought there by an earlier attempt.
        ImportState::Previewed
        | ImportState::Committed
        | ImportState::Undone
        | ImportState::Failed => Ok(()),
    }
}

/// Columns and report of a table, or why it cannot be read.
type Preview = Result<(Vec<ImportColumn>, ImportReport), Unreadable>;

/// The import at hand.
pub(super) struct Task<'t> {
    pub(super) services: &'t Services,
    pub(super) owner: Account,
    pub(super) edition: Arc<Edition>,
}

impl Task<'_> {
    pub(super) fn edition(&self, import: &StoredImport) -> (EditionId, &Arc<Edition>) {
        (import.edition, &self.edition)
    }

    fn preview(&self, mut import: StoredImport) -> Result<(), Error> {
        let Some(file) = self.file(&import)? else {
            return Ok(());
        };
        match self.read(&import, &file)? {
            Ok((columns, report)) => {
                import.columns = columns;
                import.rows_total = report.counts.rows;
                import.report = Some(report);
                import.state = ImportState::Previewed;
            }
            Err(unreadable) => {
                import.failure = Some(CellFault {
                    cell: unreadable.cell(),
                    row: unreadable.row(),
                    pointer: String::new(),
                    code: unreadable.code(),
                    detail: unreadable.detail(),
                    message: unreadable.message(),
                    limit: None,
                    value: String::new(),
                });
                import.state = ImportState::Failed;
            }
        }
        self.store(&import, ImportState::Reading, true)
    }

    pub(super) fn file(&self, import: &StoredImport) -> Result<Option<Vec<u8>>, Error> {
        self.services
            .db
            .read_now(|conn| queries::file(conn, import.id))
    }

    pub(super) fn store(
        &self,
        import: &StoredImport,
        from: ImportState,
        keep: bool,
    ) -> Result<(), Error> {
        let mut import = import.clone();
        import.updated_at = self.services.clock.now();
        self.services.db.write_now(|conn| {
            // Somebody else may have replaced it: then there is nothing to store.
            queries::update(conn, &import, from, keep).map(drop)
        })
    }

    /// Reads the whole table, without storing anything.
    fn read(&self, import: &StoredImport, file: &[u8]) -> Result<Preview, Error> {
        let begun = Sheet::of(file).and_then(|sheet| Ok((sheet.first_rows(FIRST_ROWS)?, sheet)));
        let (first, sheet) = match begun {
            Ok(begun) => begun,
            Err(unreadable) => return Ok(Err(unreadable)),
        };
        if is_joined(&first) {
            return Ok(Err(Unreadable::Joined));
        }
        let Some(header) = find_header(&first, &self.edition) else {
            return Ok(Err(Unreadable::Empty));
        };
        let mut columns = header.columns;
        self.choose_fields(import, &mut columns)?;
        let mut report = ImportReport {
            header_row: header.row,
            ..ImportReport::default()
        };
        let planner = self.planner(import, &columns);
        let room = self.services.db.read_now(|conn| planner.room(conn))?;
        let read = each_batch(&sheet, header.row, &planner, |rows| {
            self.services.db.read_now(|conn| {
                let left = room.saturating_sub(report.counts.created);
                planner.plan(conn, rows, left, &mut report).map(drop)
            })
        })?;
        report.missing.sort_by_key(|it| Reverse(it.rows));
        Ok(read.map(|()| (columns, report)))
    }

    /// Takes the fields that the owner chose, or those of an earlier table with the same columns.
    fn choose_fields(
        &self,
        import: &StoredImport,
        columns: &mut [ImportColumn],
    ) -> Result<(), Error> {
        let same = |other: &[ImportColumn]| {
            let names = |columns: &[ImportColumn]| -> Vec<String> {
                columns.iter().map(|it| it.name.clone()).collect()
            };
            names(other) == names(columns)
        };
        let chosen = if import.columns.is_empty() {
            let earlier = self
                .services
                .db
                .read_now(|conn| queries::earlier_columns(conn, import.owner))?;
            earlier.into_iter().find(|other| same(other))
        } else {
            Some(import.columns.clone())
        };
        if let Some(chosen) = chosen {
            for (column, chosen) in columns.iter_mut().zip(chosen) {
                // The earlier table may have been one of another edition.
                let own = |key| {
                    let field = self.edition.additional_field(key);
                    field.is_some_and(|field| field.answer.is_typed())
                };
                let known = |target: &ImportTarget| target.key().is_none_or(own);
                column.field = chosen.field.filter(known);
            }
        }
        Ok(())
    }

    pub(super) fn planner<'a>(
        &'a self,
        import: &'a StoredImport,
        columns: &[ImportColumn],
    ) -> Planner<'a> {
        let gazetteer = Gazetteer::embedded();
        let now = self.services.clock.now();
        let reader = RowReader::new(&self.edition, gazetteer, columns, now);
        Planner::new(reader, &self.owner, &import.source, self.edition(import))
    }

    /// Author of what the import does.
    pub(super) fn by(&self) -> By {
        By::Person(self.owner.id, Role::Organiser)
    }
}

/// Calls `take` for the rows below the column names, some at a time and always the same ones together.
///
/// # Errors
///
/// The error of `take`; the inner result is why the rows end before the table.
pub(super) fn each_batch(
    sheet: &Sheet<'_>,
    header_row: u32,
    planner: &Planner<'_>,
    mut take: impl FnMut(&[KeyedRow]) -> Result<(), Error>,
) -> Result<Result<(), Unreadable>, Error> {
    let mut seen = HashSet::new();
    let mut batch = Vec::new();
    let mut failure = None;
    let read = sheet.each_row(&mut |row| {
        if row.number > header_row {
            batch.push(planner.keyed(row, &mut seen));
        }
        if batch.len() == BATCH {
            failure = take(&batch).err();
            batch.clear();
        }
        if failure.is_some() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    });
    match (failure, read) {
        (Some(error), _) => Err(error),
        (None, Err(unreadable)) => Ok(Err(unreadable)),
        (None, Ok(())) if batch.is_empty() => Ok(Ok(())),
        (None, Ok(())) => take(&batch).map(Ok),
    }
}
