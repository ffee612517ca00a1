//! Tables: one row for each event, the same columns in CSV, XLSX and the Table Schema.
//!
//! **Names.** Those of the set `evenements-publics-openagenda` of Opendatasoft, which partners read already, in its order, less
//! the columns of contributors; then ours, which begin with `sdi_`. A column that the programme has nothing for is there and
//! empty, so that a reader of that set finds what it expects.
//!
//! **Values.** Codes are text. Times are RFC 3339 with the offset of the place. The values of a list are parted by `|`, which
//! no vocabulary has in its words. What that set keeps as JSON in a cell is JSON here.
//!
//! **CSV.** UTF-8 with its mark, `;` between the cells: what a spreadsheet in French opens by itself, and what Opendatasoft
//! writes. What somebody wrote and would be taken for a formula (`=`, `+`, `-`, `@`, tab or return first) has a `'` before it.
//!
//! **XLSX.** Text cells are text, whatever they begin with. A cell holds 32,767 characters at most; `timings` then has the
//! slots that fit.

mod cell;
mod columns;
mod csv;
mod schema;
mod xlsx;

pub use columns::{COLUMNS, Columns};
pub use csv::{CsvDocument, TYPE as CSV};
pub use schema::{TYPE as SCHEMA, table_schema};
pub use xlsx::{TYPE as XLSX, workbook};
