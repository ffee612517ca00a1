//! Import of events from a table: its columns, its faults cell by cell, its life from upload to undoing.

mod field;

pub use field::{ImportField, ImportTarget};

use crate::id::ImportId;
use crate::identifiers::string_enum;
use crate::problem::Code;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Bounds of an imported table.
pub mod limits {
    /// Maximum size of a file, in bytes.
    pub const FILE_BYTES: usize = 32 << 20;
    /// Maximum number of rows with content, those above the column names included.
    pub const ROWS: u32 = 51_000;
    /// Maximum number of columns.
    pub const COLUMNS: usize = 200;
    /// Maximum length of a cell, in characters: what a spreadsheet can hold.
    pub const CELL_CHARS: usize = 32_767;
    /// Maximum size of the parts of a workbook together, unpacked, in bytes.
    pub const UNPACKED_BYTES: u64 = 192 << 20;
    /// Maximum number of faults that an import lists; the others are only counted.
    pub const LISTED_FAULTS: usize = 1_000;
    /// Maximum length of a file name, in characters.
    pub const FILE_NAME_CHARS: usize = 200;
}

string_enum! {
    /// Stage of an import, from the upload to its end or its undoing.
    ImportState {
        /// The file is stored, and being read.
        Reading = "reading",
        /// The preview is there; nothing else is stored.
        Previewed = "previewed",
        /// The rows are being taken.
        Committing = "committing",
        /// Every row without a fault is a draft.
        Committed = "committed",
        /// The drafts are being removed, and what was submitted is being withdrawn.
        Undoing = "undoing",
        /// The drafts that it created are removed, the forms that it replaced are as before, and what was submitted is withdrawn.
        Undone = "undone",
        /// The file cannot be read as a table; `failure` says why.
        Failed = "failed",
    }
}

impl ImportState {
    /// True while the server works on the import.
    pub const fn is_working(self) -> bool {
        matches!(self, Self::Reading | Self::Committing | Self::Undoing)
    }
}

/// A column of the table, and the field that it fills.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportColumn {
    /// Letters of the column in a spreadsheet.
    #[cfg_attr(feature = "openapi", schema(example = "D"))]
    pub letters: String,
    /// Name in the table; empty when it has none.
    #[cfg_attr(feature = "openapi", schema(example = "Titre"))]
    pub name: String,
    /// Field that the column fills; absent when it is not imported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<ImportTarget>,
    /// First value of the column, shortened; empty when it has none.
    pub example: String,
}

/// Request to read the table again with other fields for its columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportMapping {
    /// The columns that are imported; the others are not.
    pub columns: Vec<ColumnField>,
}

/// Assignment of a column of the table to a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ColumnField {
    /// Letters of the column in a spreadsheet.
    #[cfg_attr(feature = "openapi", schema(example = "D"))]
    pub letters: String,
    /// Field that the column fills; no two columns fill the same one.
    pub field: ImportTarget,
}

/// Numbers of rows of a table, by their outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    /// Rows below the column names that have content.
    pub rows: u32,
    /// Rows that create a draft.
    pub created: u32,
    /// Rows that change the form of an event.
    pub updated: u32,
    /// Rows that say what is already stored.
    pub unchanged: u32,
    /// Rows with a fault, which are not taken.
    pub wrong: u32,
    /// Rows that are taken and lack something that a submission requires.
    pub incomplete: u32,
}

/// A fault of a cell, for which its row is not taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CellFault {
    /// Address of the cell in a spreadsheet.
    #[cfg_attr(feature = "openapi", schema(example = "D17"))]
    pub cell: String,
    /// Row in a spreadsheet, counted from 1.
    #[cfg_attr(feature = "openapi", schema(example = 17))]
    pub row: u32,
    /// JSON pointer into the event form; empty when the cell is not part of it.
    #[cfg_attr(feature = "openapi", schema(example = "/kind"))]
    pub pointer: String,
    /// Identifier of the kind of error.
    pub code: Code,
    /// Explanation in English, for developers.
    pub detail: String,
    /// Explanation in French, for people, with the name of the column.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Type d’événement : choisissez une valeur de la liste.")
    )]
    pub message: String,
    /// Bound that the value exceeded or missed; absent when not applicable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<i64>,
    /// Text of the cell, shortened.
    pub value: String,
}

/// Something that a submission requires and that some rows lack.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MissingField {
    /// JSON pointer into the event form.
    #[cfg_attr(feature = "openapi", schema(example = "/expectedParticipants"))]
    pub pointer: String,
    /// Number of rows that lack it.
    pub rows: u32,
}

/// Result of reading a table.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportReport {
    /// Row of the column names, counted from 1.
    pub header_row: u32,
    /// Numbers of rows, by outcome.
    pub counts: ImportCounts,
    /// Faults in the order of the rows; at most 1,000.
    pub faults: Vec<CellFault>,
    /// Number of all faults.
    pub fault_count: u32,
    /// Fields that a submission requires and rows lack, the most frequent first.
    pub missing: Vec<MissingField>,
    /// Events that were changed after the import and stay as they are; only once it is undone.
    #[serde(default)]
    pub kept: u32,
    /// Events that were submitted after the import and are withdrawn; only once it is undone.
    #[serde(default)]
    pub withdrawn: u32,
}

/// Progress of the work on an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportProgress {
    /// Rows that are done.
    pub done: u64,
    /// Number of rows to work on.
    pub total: u64,
}

/// An import of events from a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Import {
    /// UUID of the import.
    pub id: ImportId,
    /// Slug of the edition.
    pub edition: String,
    /// Name of the system whose identifiers the rows have.
    pub source: String,
    /// Name of the uploaded file.
    pub file_name: String,
    /// Stage of the import; the preview can be committed once it is `previewed`.
    pub state: ImportState,
    /// Reason why the file cannot be read; only in the state `failed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<CellFault>,
    /// Columns of the table, in its order.
    pub columns: Vec<ImportColumn>,
    /// Result of reading the table; absent until the preview is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<ImportReport>,
    /// Progress; only while the server works on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progress: Option<ImportProgress>,
    /// Time of the upload.
    pub created_at: DateTime<Utc>,
    /// Time of the last change of state.
    pub updated_at: DateTime<Utc>,
}

/// Short form of an import, for its owner's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ImportSummary {
    /// UUID of the import.
    pub id: ImportId,
    /// Slug of the edition.
    pub edition: String,
    /// Name of the uploaded file.
    pub file_name: String,
    /// Stage of the import.
    pub state: ImportState,
    /// Numbers of rows, by outcome; absent until the preview is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts: Option<ImportCounts>,
    /// Time of the upload.
    pub created_at: DateTime<Utc>,
}
