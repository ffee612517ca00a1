//! Reads tables of events that others wrote: CSV, XLSX and iCalendar, row by row, within bounds of size and memory.
//!
//! **Files.** CSV in UTF-8 (with or without a byte order mark), UTF-16 with one, or Windows-1252; separated by `;`, `,` or tabs.
//! Of a workbook the first visible sheet is read, as its cells are shown: the value of a formula, not the formula.
//!
//! An iCalendar file is a table of one row for each event ([`ics`]).
//!
//! **Column names.** They are searched for in the first rows ([`header`]): titles, merged cells and a row of groups may come
//! first. Names are recognised in French and English, as the template and the exports of this platform write them.
//!
//! **Values.** Dates are text in the usual French and ISO notations, or dates of the spreadsheet; terms are named by label or
//! identifier; codes that a spreadsheet read as numbers get their zeros back. An empty cell changes nothing. The additional fields
//! of the edition have a column each, named by label or key.
//!
//! **Faults** name the cell (`D17`). A row with a fault in a cell that has content is wrong; what merely lacks is reported
//! separately, since a draft may be incomplete.
#![warn(unreachable_pub)]

mod additional;
mod cell;
mod commune;
mod csv;
mod dates;
mod decode;
mod faults;
mod fields;
mod header;
mod ics;
mod joined;
mod merge;
mod names;
mod occurrences;
mod row;
mod sheet;
mod template;
mod terms;
mod values;
mod xlsx;

pub use cell::{Cell, Row, column_of, letters};
pub use header::{Header, find as find_header};
pub use joined::is_joined;
pub use row::{Filled, RowKey, RowReader};
pub use sheet::{Format, Sheet, Unreadable};
pub use template::template;
