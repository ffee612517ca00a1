//! Rows of a workbook.

use crate::cell::{Cell, Row};
use crate::sheet::Unreadable;
use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, SheetVisible, Xlsx, XlsxError};
use chrono::{DurationRound as _, NaiveDateTime, TimeDelta};
use shared::import::limits;
use std::io::{Cursor, Read as _, copy, sink};
use std::ops::ControlFlow;
use zip::ZipArchive;

/// Maximum number of parts in a workbook.
const PARTS: usize = 2_000;

/// Calls `take` for each row of the first visible sheet.
pub(crate) fn each_row(
    bytes: &[u8],
    take: &mut dyn FnMut(Row) -> Result<ControlFlow<()>, Unreadable>,
) -> Result<(), Unreadable> {
    measure(bytes, limits::UNPACKED_BYTES)?;
    let mut book = Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let sheet = book
        .sheets_metadata()
        .iter()
        .find(|sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .ok_or(Unreadable::Empty)?;
    // Cell by cell: as a range, two cells in opposite corners would take 17 billion places in memory.
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(unreadable)?;
    let mut row = Row::default();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (line, column) = cell.get_position();
        let number = line.saturating_add(1);
        let value = value_of(cell.get_value());
        if value.is_empty() {
            continue;
        }
        if number < row.number {
            return Err(Unreadable::Broken("rows are out of order".to_owned()));
        }
        if number > row.number {
            let done = std::mem::replace(
                &mut row,
                Row {
                    number,
                    cells: Vec::new(),
                },
            );
            if take(done)?.is_break() {
                return Ok(());
            }
        }
        let column = usize::try_from(column).unwrap_or(usize::MAX);
        if column >= limits::COLUMNS {
            return Err(Unreadable::Columns(number));
        }
        if row.cells.len() <= column {
            row.cells.resize(column + 1, Cell::Empty);
        }
        if let Some(place) = row.cells.get_mut(column) {
            *place = value;
        }
    }
    take(row).map(drop)
}

/// Unpacks every part into nothing, so that a bomb is found before anything keeps what it unpacks.
fn measure(bytes: &[u8], most: u64) -> Result<(), Unreadable> {
    let broken = |error: &dyn std::fmt::Display| Unreadable::Broken(error.to_string());
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > PARTS {
        return Err(Unreadable::Unpacked);
    }
    let mut left = most;
    for at in 0..archive.len() {
        let part = archive.by_index(at).map_err(|error| broken(&error))?;
        let unpacked =
            copy(&mut part.take(left + 1), &mut sink()).map_err(|error| broken(&error))?;
        left = left.checked_sub(unpacked).ok_or(Unreadable::Unpacked)?;
    }
    Ok(())
}

fn unreadable(error: XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Locked,
        other => Unreadable::Broken(other.to_string()),
    }
}

fn value_of(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Text(number.to_string()),
        DataRef::Float(number) => Cell::Number(*number),
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            Cell::of_text(text)
        }
        DataRef::SharedString(text) => Cell::of_text(text),
        DataRef::Bool(value) => Cell::Boolean(*value),
        DataRef::DateTime(at) => moment(*at),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

/// A date of a spreadsheet, which is a number of days with fractions: to the second.
fn moment(at: ExcelDateTime) -> Cell {
    let round = |exact: NaiveDateTime| exact.duration_round(TimeDelta::seconds(1)).ok();
    at.as_datetime()
        .and_then(round)
        .map_or(Cell::Number(at.as_f64()), Cell::Moment)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    #[test]
    fn what_unpacks_to_too_much_is_not_read() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..200 {
            sheet.write_string(row, 0, "a".repeat(5_000)).unwrap();
            sheet
                .write_string(row, 1, format!("{row}{}", "b".repeat(5_000)))
                .unwrap();
        }
        let file = book.save_to_buffer().unwrap();

        assert!(file.len() < 100_000, "{}", file.len());
        assert_eq!(measure(&file, 100_000), Err(Unreadable::Unpacked));
        assert_eq!(measure(&file, 10_000_000), Ok(()));
    }
}
