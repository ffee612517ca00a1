//! A table as an uploaded file.

use crate::cell::{Cell, Row, letters};
use crate::decode::decode;
use crate::{csv, ics, xlsx};
use shared::import::limits;
use shared::problem::Code;
use std::ops::ControlFlow;

/// Format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Csv,
    Xlsx,
    Ics,
}

/// Reason why a file cannot be read as a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It has no row with content.
    Empty,
    /// A workbook in the format of before 2007, or one protected by a password.
    Locked,
    /// A spreadsheet opened it with another separator or encoding: its lines stand in single cells, or it begins with `ï»¿`.
    Joined,
    /// It is neither text nor a workbook, or a broken one.
    Broken(String),
    /// More rows than [`limits::ROWS`].
    Rows,
    /// More columns than [`limits::COLUMNS`].
    Columns(u32),
    /// A cell with more characters than [`limits::CELL_CHARS`]: in CSV, most often a quotation mark that is not closed.
    Cell(u32, String),
    /// Larger than [`limits::UNPACKED_BYTES`] once unpacked.
    Unpacked,
}

impl Unreadable {
    /// Code of the error.
    pub const fn code(&self) -> Code {
        match self {
            Self::Empty | Self::Locked | Self::Joined | Self::Broken(_) => Code::SheetUnreadable,
            Self::Rows | Self::Columns(_) | Self::Cell(..) | Self::Unpacked => Code::SheetTooLarge,
        }
    }

    /// Explanation in English, for the detail of a problem.
    pub fn detail(&self) -> String {
        match self {
            Self::Empty => "the table has no content".to_owned(),
            Self::Locked => "an old or encrypted workbook; save it as .xlsx or .csv".to_owned(),
            Self::Joined => {
                "opened with another separator or encoding: whole lines in single cells".to_owned()
            }
            Self::Broken(why) => format!("neither CSV, XLSX nor iCalendar: {why}"),
            Self::Rows => format!("at most {} rows", limits::ROWS),
            Self::Columns(_) => format!("at most {} columns", limits::COLUMNS),
            Self::Cell(..) => format!(
                "at most {} characters in a cell; a quotation mark may be missing",
                limits::CELL_CHARS
            ),
            Self::Unpacked => format!("at most {} bytes unpacked", limits::UNPACKED_BYTES),
        }
    }

    /// Message in French, for the person who uploaded the file.
    pub fn message(&self) -> String {
        let key = match self {
            Self::Empty => "import.unreadable.empty",
            Self::Locked => "import.unreadable.locked",
            Self::Joined => "import.unreadable.joined",
            Self::Broken(_) => "import.unreadable.broken",
            Self::Rows => "import.unreadable.rows",
            Self::Columns(_) => "import.unreadable.columns",
            Self::Cell(..) => "import.unreadable.cell",
            Self::Unpacked => "import.unreadable.unpacked",
        };
        let (rows, columns, cell) = (&limits::ROWS, &limits::COLUMNS, &self.cell());
        messages::t_args(key, &[("rows", rows), ("columns", columns), ("cell", cell)])
    }

    /// Address of the cell, if it is one cell.
    pub fn cell(&self) -> String {
        match self {
            Self::Cell(_, cell) => cell.clone(),
            Self::Columns(row) => format!("{}{row}", letters(limits::COLUMNS)),
            Self::Empty
            | Self::Locked
            | Self::Joined
            | Self::Broken(_)
            | Self::Rows
            | Self::Unpacked => String::new(),
        }
    }

    /// Number of the row, or 0.
    pub const fn row(&self) -> u32 {
        match self {
            Self::Cell(row, _) | Self::Columns(row) => *row,
            Self::Empty
            | Self::Locked
            | Self::Joined
            | Self::Broken(_)
            | Self::Rows
            | Self::Unpacked => 0,
        }
    }
}

/// An uploaded table in one of the accepted formats.
#[derive(Debug)]
pub struct Sheet<'b> {
    bytes: &'b [u8],
    format: Format,
}

impl<'b> Sheet<'b> {
    /// Recognises the format of a file.
    ///
    /// # Errors
    ///
    /// `Locked` and `Broken`.
    pub fn of(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        let format = if bytes.starts_with(b"PK\x03\x04") {
            Format::Xlsx
        } else if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            return Err(Unreadable::Locked);
        } else if ics::is_calendar(bytes) {
            Format::Ics
        } else {
            Format::Csv
        };
        Ok(Self { bytes, format })
    }

    /// Format of the file.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Calls `take` for each row with content, in order, until it breaks.
    ///
    /// # Errors
    ///
    /// When the file cannot be read or exceeds a bound; the rows before have been taken.
    pub fn each_row(&self, take: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), Unreadable> {
        let mut bounded = Bounded { rows: 0, take };
        match self.format {
            Format::Csv => csv::each_row(&decode(self.bytes)?, &mut |row| bounded.take(row))?,
            Format::Ics => ics::each_row(&decode(self.bytes)?, &mut |row| bounded.take(row))?,
            Format::Xlsx => xlsx::each_row(self.bytes, &mut |row| bounded.take(row))?,
        }
        if bounded.rows == 0 {
            Err(Unreadable::Empty)
        } else {
            Ok(())
        }
    }

    /// The first `number` rows with content.
    ///
    /// # Errors
    ///
    /// As [`Self::each_row`].
    pub fn first_rows(&self, number: usize) -> Result<Vec<Row>, Unreadable> {
        let mut rows = Vec::new();
        self.each_row(&mut |row| {
            rows.push(row);
            if rows.len() < number {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            }
        })?;
        Ok(rows)
    }
}

/// Passes rows on, within the bounds of a table.
struct Bounded<'t> {
    rows: u32,
    take: &'t mut dyn FnMut(Row) -> ControlFlow<()>,
}

impl Bounded<'_> {
    fn take(&mut self, mut row: Row) -> Result<ControlFlow<()>, Unreadable> {
        while row.cells.last().is_some_and(Cell::is_empty) {
            row.cells.pop();
        }
        if row.cells.is_empty() {
            return Ok(ControlFlow::Continue(()));
        }
        if row.cells.len() > limits::COLUMNS {
            return Err(Unreadable::Columns(row.number));
        }
        let long = |cell: &Cell| cell.chars() > limits::CELL_CHARS;
        if let Some(column) = row.cells.iter().position(long) {
            let address = format!("{}{}", letters(column), row.number);
            return Err(Unreadable::Cell(row.number, address));
        }
        self.rows += 1;
        if self.rows > limits::ROWS {
            return Err(Unreadable::Rows);
        }
        Ok((self.take)(row))
    }
}
