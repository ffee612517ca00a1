//! Tables: one row per event, with the same columns in CSV, XLSX and the Table Schema.
//!
//! **Names.** The columns of the data set `evenements-publics-openagenda` of Opendatasoft, which partners already use, in
//! its order and without the columns of contributors; then the columns of this platform, which begin with `sdi_`. A column
//! that this programme has no data for is present and empty, so that clients of that data set find what they expect.
//!
//! **Values.** Codes are text. Times are RFC 3339 with the UTC offset of the venue. List values are separated by `|`, which
//! no vocabulary uses in its terms. Columns that contain JSON in that data set contain JSON here.
//!
//! **CSV.** UTF-8 with a byte order mark and `;` between cells: French spreadsheets open it without an import dialog, and
//! Opendatasoft writes it the same way. A user-written text that would be evaluated as a formula (`=`, `+`, `-`, `@`, tab or
//! carriage return first) is prefixed with `'`.
//!
//! **XLSX.** Text cells are text, whatever they begin with. Times are dates of the spreadsheet, on the clocks of the venue, which
//! `sdi_timezone` names; a day is a date. A selection of text columns alone is followed by `sdi_occurrences`: programs that
//! guess, such as GDAL, recognise the names of the columns by a row of other types below them. A cell holds at most 32,767 characters; `timings` is truncated
//! to the slots that fit.

mod cell;
mod columns;
mod csv;
mod plain;
mod schema;
mod xlsx;

pub use cell::Cell;
pub use columns::{COLUMNS, Columns};
pub use csv::{CsvDocument, TYPE as CSV};
pub use plain::{PlainRow, PlainTable};
pub use schema::{TYPE as SCHEMA, table_schema};
pub use xlsx::{TYPE as XLSX, workbook};
