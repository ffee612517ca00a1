//! Decides for each row of a table whether it creates a draft, changes one, or is left out.

use crate::events::external::queries as external;
use crate::events::stored::StoredFile;
use crate::events::{correction, queries};
use ground::db::Conn;
use ground::error::Error;
use shared::account::{Account, Quota};
use shared::edition::Edition;
use shared::event::{EventForm, ExternalKey, Source};
use shared::id::{EditionId, EventId};
use shared::import::{CellFault, ImportReport, MissingField, limits};
use shared::problem::Code;
use sheets::{Row, RowKey, RowReader};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Plans rows of one account, edition and system.
pub(super) struct Planner<'a> {
    reader: RowReader<'a>,
    owner: &'a Account,
    source: &'a Source,
    edition: (EditionId, &'a Arc<Edition>),
    /// Form from which each new draft starts.
    blank: EventForm,
}

/// A row with what it is about.
#[derive(Debug)]
pub(super) struct KeyedRow {
    row: Row,
    key: Result<RowKey, Box<CellFault>>,
}

/// Change that a row makes to the stored events.
#[derive(Debug)]
pub(super) enum Outcome {
    Create {
        key: ExternalKey,
        form: EventForm,
    },
    Update {
        file: Box<StoredFile>,
        form: EventForm,
    },
    Unchanged,
    Wrong,
}

impl<'a> Planner<'a> {
    pub(super) fn new(
        reader: RowReader<'a>,
        owner: &'a Account,
        source: &'a Source,
        edition: (EditionId, &'a Arc<Edition>),
    ) -> Self {
        let mut blank = EventForm::default();
        blank.organiser.contact_name.clone_from(&owner.name);
        blank.organiser.contact_email.clone_from(&owner.email);
        Self {
            reader,
            owner,
            source,
            edition,
            blank,
        }
    }

    /// Finds out what a row is about; `seen` are the identifiers of the rows before.
    pub(super) fn keyed(&self, row: Row, seen: &mut HashSet<ExternalKey>) -> KeyedRow {
        let key = self.reader.key(&row).and_then(|key| {
            if seen.insert(key.external.clone()) {
                return Ok(key);
            }
            let detail = "another row has the same identifier";
            let fault = self
                .reader
                .refuse(&row, key.column, Code::Duplicate, detail);
            Err(Box::new(fault))
        });
        KeyedRow { row, key }
    }

    /// Number of drafts that the account may still import.
    pub(super) fn room(&self, conn: &mut Conn) -> Result<u32, Error> {
        let most = Quota::of(self.owner.verified).imported_drafts;
        let stored = queries::imported_never_submitted(conn, self.owner.id)?;
        Ok(most.saturating_sub(u32::try_from(stored).unwrap_or(u32::MAX)))
    }

    /// Plans rows, of which at most `room` may create drafts, and adds them to the report.
    pub(super) fn plan(
        &self,
        conn: &mut Conn,
        rows: &[KeyedRow],
        mut room: u32,
        report: &mut ImportReport,
    ) -> Result<Vec<Outcome>, Error> {
        let targets = self.targets(conn, rows)?;
        let mut taken = HashSet::new();
        let mut outcomes = Vec::with_capacity(rows.len());
        for KeyedRow { row, key } in rows {
            let mut planned = match key {
                Ok(key) => self.plan_row(row, key, targets.of(key), &mut taken, room),
                Err(fault) => Planned::wrong(vec![fault.as_ref().clone()]),
            };
            if let (Outcome::Update { file, form }, Ok(key)) = (&planned.outcome, key) {
                let locked = correction::locked(conn, file, form, self.reader.now())?;
                if !locked.is_empty() {
                    let faults = locked.into_iter();
                    let located = faults.map(|fault| self.reader.locate(row, fault, key.column));
                    planned = Planned::wrong(located.collect());
                }
            }
            if matches!(planned.outcome, Outcome::Create { .. }) {
                room -= 1;
            }
            planned.count(report);
            outcomes.push(planned.outcome);
        }
        Ok(outcomes)
    }

    /// The events that rows are about.
    fn targets(&self, conn: &mut Conn, rows: &[KeyedRow]) -> Result<Targets, Error> {
        let keys: Vec<&RowKey> = rows
            .iter()
            .filter_map(|row| row.key.as_ref().ok())
            .collect();
        let external: Vec<&str> = keys.iter().map(|key| key.external.as_str()).collect();
        let by_key = external::find_all(conn, self.owner.id, self.source, &external)?;
        let ids: HashSet<EventId> = by_key
            .values()
            .copied()
            .chain(keys.iter().filter_map(|key| key.uid))
            .collect();
        let ids: Vec<EventId> = ids.into_iter().collect();
        let files = queries::find_all(conn, self.owner.id, self.edition, &ids)?;
        let files = files.into_iter().map(|file| (file.id, file)).collect();
        Ok(Targets { by_key, files })
    }

    fn plan_row(
        &self,
        row: &Row,
        key: &RowKey,
        target: Target<'_>,
        taken: &mut HashSet<EventId>,
        room: u32,
    ) -> Planned {
        let refuse = |code, detail: &str| {
            Planned::wrong(vec![self.reader.refuse(row, key.column, code, detail)])
        };
        let file = match target {
            Target::New => None,
            Target::Stored(file) if taken.insert(file.id) => Some(file),
            Target::Stored(_) => {
                return refuse(Code::Duplicate, "another row is about the same event");
            }
            Target::Elsewhere => {
                let detail = "this identifier belongs to an event of another edition";
                return refuse(Code::NotAllowed, detail);
            }
        };
        let stored = file.map_or(&self.blank, |file| &file.form);
        let mut filled = self.reader.fill(row, stored, file.is_none());
        if let Some(file) = file {
            if filled.faults.is_empty() && filled.form == file.form {
                return Planned::of(Outcome::Unchanged, Vec::new());
            }
            if filled.faults.is_empty() && !file.state.is_editable() {
                return refuse(Code::FileLocked, "the event cannot be changed in its state");
            }
        }
        self.reader.check(row, &mut filled);
        if !filled.faults.is_empty() {
            return Planned::wrong(filled.faults);
        }
        let outcome = match file {
            Some(file) => Outcome::Update {
                file: Box::new(file.clone()),
                form: filled.form,
            },
            None if room == 0 => {
                return refuse(Code::TooManyDrafts, "no further draft may be imported");
            }
            None => Outcome::Create {
                key: key.external.clone(),
                form: filled.form,
            },
        };
        Planned::of(outcome, filled.missing)
    }
}

/// Stored events that rows refer to.
struct Targets {
    by_key: HashMap<String, EventId>,
    files: HashMap<EventId, StoredFile>,
}

/// Stored event that one row refers to.
enum Target<'t> {
    New,
    Stored(&'t StoredFile),
    /// It is in another edition.
    Elsewhere,
}

impl Targets {
    fn of(&self, key: &RowKey) -> Target<'_> {
        if let Some(file) = key.uid.and_then(|id| self.files.get(&id)) {
            return Target::Stored(file);
        }
        match self.by_key.get(key.external.as_str()) {
            None => Target::New,
            Some(id) => self.files.get(id).map_or(Target::Elsewhere, Target::Stored),
        }
    }
}

/// A row with what becomes of it.
struct Planned {
    outcome: Outcome,
    faults: Vec<CellFault>,
    missing: Vec<String>,
}

impl Planned {
    const fn of(outcome: Outcome, missing: Vec<String>) -> Self {
        Self {
            outcome,
            faults: Vec::new(),
            missing,
        }
    }

    const fn wrong(faults: Vec<CellFault>) -> Self {
        Self {
            outcome: Outcome::Wrong,
            faults,
            missing: Vec::new(),
        }
    }

    /// Adds the row to the report.
    fn count(&self, report: &mut ImportReport) {
        let counts = &mut report.counts;
        counts.rows += 1;
        match self.outcome {
            Outcome::Create { .. } => counts.created += 1,
            Outcome::Update { .. } => counts.updated += 1,
            Outcome::Unchanged => counts.unchanged += 1,
            Outcome::Wrong => counts.wrong += 1,
        }
        counts.incomplete += u32::from(!self.missing.is_empty());
        for fault in &self.faults {
            report.fault_count += 1;
            if report.faults.len() < limits::LISTED_FAULTS {
                report.faults.push(fault.clone());
            }
        }
        let mut counted = HashSet::new();
        for pointer in &self.missing {
            if !counted.insert(pointer) {
                continue;
            }
            let known = report.missing.iter_mut().find(|it| it.pointer == *pointer);
            match known {
                Some(known) => known.rows += 1,
                None => report.missing.push(MissingField {
                    pointer: pointer.clone(),
                    rows: 1,
                }),
            }
        }
    }
}
