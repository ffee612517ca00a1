//! A row of the table, as an event form.

use crate::additional;
use crate::cell::{Cell, Row, column_of};
use crate::faults::Fault;
use crate::merge::Merge;
use crate::names;
use crate::terms::Terms;
use chrono::{DateTime, Utc};
use gazetteer::Gazetteer;
use sha2::{Digest as _, Sha256};
use shared::edition::{Edition, FieldKey, Term};
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode, EventForm, ExternalKey};
use shared::id::EventId;
use shared::import::{CellFault, ImportColumn, ImportField, ImportTarget};
use shared::place::{Commune, InseeCode};
use shared::problem::{Code, FieldProblem};
use shared::text::fold;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Words of the attendance modes, beside their labels.
const ATTENDANCE: [(AttendanceMode, &[&str]); 3] = [
    (
        AttendanceMode::OnSite,
        &["présentiel", "en présentiel", "sur site"],
    ),
    (
        AttendanceMode::Online,
        &[
            "distanciel",
            "en distanciel",
            "à distance",
            "visio",
            "visioconférence",
        ],
    ),
    (AttendanceMode::Mixed, &["hybride", "mixte"]),
];
/// Words of the admission rules, beside their labels.
const ACCESS: [(AccessMode, &[&str]); 4] = [
    (AccessMode::Open, &["libre", "accès libre", "ouvert à tous"]),
    (
        AccessMode::Registration,
        &[
            "inscription",
            "sur réservation",
            "réservation",
            "inscription obligatoire",
        ],
    ),
    (
        AccessMode::SchoolsOnly,
        &["scolaires", "scolaires uniquement", "groupes scolaires"],
    ),
    (AccessMode::Invitation, &["invitation"]),
];
/// Codes of OpenAgenda for accessibility.
const ACCESSIBILITY: [(AccessibilityFlag, &str); 5] = [
    (AccessibilityFlag::Hearing, "hi"),
    (AccessibilityFlag::Visual, "vi"),
    (AccessibilityFlag::Psychic, "pi"),
    (AccessibilityFlag::Motor, "mi"),
    (AccessibilityFlag::Intellectual, "ii"),
];
/// Bytes of the digest that stands for the identifier of a row without one.
const DIGEST_BYTES: usize = 16;

/// Event that a row refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowKey {
    /// Event of this platform that the row names; it may be somebody else's.
    pub uid: Option<EventId>,
    /// Identifier of the event in the table: its own, or a digest of title, place and begin.
    pub external: ExternalKey,
    /// Column that says so; the first one for a digest.
    pub column: usize,
}

/// A form filled from a row.
#[derive(Debug, Clone, PartialEq)]
pub struct Filled {
    pub form: EventForm,
    /// Faults of cells; the row is wrong if there are any.
    pub faults: Vec<CellFault>,
    /// JSON pointers to what a submission requires and the row does not say.
    pub missing: Vec<String>,
}

/// Reads the rows of a table for one edition.
#[derive(Debug)]
pub struct RowReader<'a> {
    pub(crate) edition: &'a Edition,
    pub(crate) gazetteer: &'a Gazetteer,
    now: DateTime<Utc>,
    columns: HashMap<ImportTarget, (usize, String)>,
    pub(crate) kinds: Terms,
    pub(crate) organiser_kinds: Terms,
    pub(crate) topics: Terms,
    pub(crate) sectors: Terms,
    pub(crate) audiences: Terms,
    pub(crate) constraints: Terms,
    pub(crate) attendance: Terms,
    pub(crate) access: Terms,
    pub(crate) accessibility: Terms,
    /// Terms of the fields that the edition adds, by key.
    pub(crate) additional: HashMap<FieldKey, Terms>,
}

impl<'a> RowReader<'a> {
    /// Reads columns with these fields; `now` is the time at which a submission is checked.
    pub fn new(
        edition: &'a Edition,
        gazetteer: &'a Gazetteer,
        columns: &[ImportColumn],
        now: DateTime<Utc>,
    ) -> Self {
        let columns = columns.iter().filter_map(|column| {
            let field = column.field?;
            let name = if column.name.is_empty() {
                names::label_of(field, &edition.additional)
            } else {
                column.name.clone()
            };
            Some((field, (column_of(&column.letters)?, name)))
        });
        let words = &edition.vocabularies;
        let label = |feature, id| messages::t_of(feature, id);
        Self {
            edition,
            gazetteer,
            now,
            columns: columns.collect(),
            kinds: vocabulary(&words.kinds),
            organiser_kinds: vocabulary(&words.organiser_kinds),
            topics: vocabulary(&words.topics),
            sectors: vocabulary(&words.sectors),
            audiences: vocabulary(&words.audiences),
            constraints: vocabulary(&words.constraints),
            attendance: Terms::of(ATTENDANCE.iter().map(|(mode, names)| {
                let id = mode.as_str();
                let own = std::iter::once(label("attendance_mode", id));
                (id, own.chain(names.iter().copied()).collect())
            })),
            access: Terms::of(ACCESS.iter().map(|(mode, names)| {
                let id = mode.as_str();
                let own = std::iter::once(label("access_mode", id));
                (id, own.chain(names.iter().copied()).collect())
            })),
            accessibility: Terms::of(ACCESSIBILITY.iter().map(|(flag, code)| {
                let id = flag.as_str();
                (id, vec![label("accessibility", id), *code])
            })),
            additional: additional::vocabularies(edition),
        }
    }

    /// Column of a field; `None` when the table has none.
    pub(crate) fn column(&self, field: impl Into<ImportTarget>) -> Option<usize> {
        self.columns.get(&field.into()).map(|(column, _)| *column)
    }

    /// Cell of a field with content.
    pub(crate) fn cell<'r>(
        &self,
        row: &'r Row,
        field: impl Into<ImportTarget>,
    ) -> Option<&'r Cell> {
        let cell = row.cell(self.column(field)?);
        (!cell.is_empty()).then_some(cell)
    }

    /// The fault of the cell of a field.
    pub(crate) fn fault(
        &self,
        row: &Row,
        field: impl Into<ImportTarget>,
        fault: Fault,
    ) -> CellFault {
        let (column, name) = self
            .columns
            .get(&field.into())
            .map_or((0, ""), |(column, name)| (*column, name.as_str()));
        fault.at(row, column, name)
    }

    /// The fault of a cell that is not in the form.
    pub fn refuse(
        &self,
        row: &Row,
        column: usize,
        code: Code,
        detail: impl Into<String>,
    ) -> CellFault {
        let named = self.columns.values().find(|(known, _)| *known == column);
        let name = named.map_or("", |(_, name)| name.as_str());
        Fault::new("", code, detail).at(row, column, name)
    }

    /// Time as of which rows are read.
    pub const fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// A problem of the form as a fault of the cell that says it, or of the one in `otherwise`.
    pub fn locate(&self, row: &Row, problem: FieldProblem, otherwise: usize) -> CellFault {
        match self.said(row, &problem.pointer) {
            Some(field) => self.fault(row, field, of_problem(problem)),
            None => self.refuse(row, otherwise, problem.code, problem.detail),
        }
    }

    /// Event that the row refers to.
    ///
    /// # Errors
    ///
    /// The fault of the cell with an identifier that cannot be one.
    pub fn key(&self, row: &Row) -> Result<RowKey, Box<CellFault>> {
        for field in [ImportField::ExternalId, ImportField::Uid] {
            let (Some(column), Some(cell)) = (self.column(field), self.cell(row, field)) else {
                continue;
            };
            let text = cell.text();
            let external = ExternalKey::parse(text.trim()).map_err(|error| {
                let fault = Fault::new("", Code::InvalidFormat, error.to_string());
                Box::new(self.fault(row, field, fault))
            })?;
            let uid = self
                .cell(row, ImportField::Uid)
                .and_then(|cell| cell.text().trim().parse().ok());
            return Ok(RowKey {
                uid,
                external,
                column,
            });
        }
        let mut hash = Sha256::new();
        for field in [
            ImportField::Title,
            ImportField::Insee,
            ImportField::PostalCode,
            ImportField::City,
            ImportField::PlaceAddress,
            ImportField::Begin,
            ImportField::BeginDate,
            ImportField::BeginTime,
        ] {
            let said = self.cell(row, field).map(|cell| fold(&cell.text()));
            hash.update(said.unwrap_or_default());
            hash.update([0]);
        }
        let digest = hash.finalize();
        let mut external = String::from("row-");
        for byte in digest.iter().take(DIGEST_BYTES) {
            let _infallible = write!(external, "{byte:02x}");
        }
        let external = ExternalKey::parse(external).map_err(|error| {
            Box::new(Fault::new("", Code::InvalidFormat, error.to_string()).at(row, 0, ""))
        })?;
        Ok(RowKey {
            uid: None,
            external,
            column: self.column(ImportField::Title).unwrap_or_default(),
        })
    }

    /// Fills the cells of a row into the form that is stored, or into a new one.
    ///
    /// Cells without content change nothing, nor do those that say what the form says, however written.
    pub fn fill(&self, row: &Row, stored: &EventForm, is_new: bool) -> Filled {
        let Merge { form, faults, .. } = Merge::of(self, row, stored, is_new);
        Filled {
            form,
            faults,
            missing: Vec::new(),
        }
    }

    /// Checks a filled form as a submission would: what a cell says wrongly is a fault, what no cell says is missing.
    pub fn check(&self, row: &Row, filled: &mut Filled) {
        let commune = self.commune_of(&filled.form);
        let problems = filled
            .form
            .ready(self.edition, commune.as_ref(), self.now)
            .err()
            .unwrap_or_default();
        // What a faulty cell should have said is missing for that reason only.
        let faulty: Vec<String> = filled.faults.iter().map(|it| it.pointer.clone()).collect();
        for problem in problems {
            if faulty.iter().any(|faulty| is_at(&problem.pointer, faulty)) {
                continue;
            }
            match self.said(row, &problem.pointer) {
                Some(field) => {
                    let fault = self.fault(row, field, of_problem(problem));
                    if !filled.faults.iter().any(|known| known.cell == fault.cell) {
                        filled.faults.push(fault);
                    }
                }
                None => filled.missing.push(problem.pointer),
            }
        }
        if filled.form.title.trim().is_empty() && filled.faults.is_empty() {
            let fault = Fault::new("/title", Code::Required, "a draft needs a title");
            let column = self.column(ImportField::Title).unwrap_or_default();
            let name = names::label(ImportField::Title);
            filled.faults.push(fault.at(row, column, &name));
        }
    }

    /// The commune that the form names by its INSEE code; `None` when the code is empty or unknown.
    pub(crate) fn commune_of(&self, form: &EventForm) -> Option<Commune> {
        let insee = InseeCode::parse(form.place.insee.trim()).ok()?;
        self.gazetteer.commune(&insee)
    }

    /// The field with content that says what stands at a pointer into the form.
    fn said(&self, row: &Row, pointer: &str) -> Option<ImportTarget> {
        if let Some(key) = FieldKey::containing(pointer) {
            let target = ImportTarget::of_key(key);
            return self.cell(row, target).map(|_| target);
        }
        let order: &[ImportField] = match pointer.strip_prefix("/occurrences") {
            Some(rest) if rest.ends_with("/end") => &[
                ImportField::Timings,
                ImportField::EndTime,
                ImportField::End,
                ImportField::EndDate,
            ],
            Some(rest) if rest.ends_with("/capacity") => {
                &[ImportField::Capacity, ImportField::TotalCapacity]
            }
            Some(_) => &[
                ImportField::Timings,
                ImportField::BeginDate,
                ImportField::Begin,
                ImportField::BeginTime,
            ],
            None => ImportField::ALL,
        };
        let stands_at = |field: &ImportField| is_at(pointer, field.pointer());
        order
            .iter()
            .copied()
            .filter(stands_at)
            .find(|field| self.cell(row, *field).is_some())
            .map(ImportTarget::Standard)
    }
}

/// True when a pointer leads to or into what stands at another one.
fn is_at(pointer: &str, place: &str) -> bool {
    !place.is_empty()
        && pointer
            .strip_prefix(place)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn of_problem(problem: FieldProblem) -> Fault {
    let FieldProblem {
        pointer,
        code,
        detail,
        limit,
    } = problem;
    Fault {
        pointer,
        code,
        detail,
        limit,
    }
}

fn vocabulary(terms: &[Term]) -> Terms {
    Terms::of(
        terms
            .iter()
            .map(|term| (term.id.as_str(), vec![term.label.as_str()])),
    )
}
