//! The table as a workbook with one sheet.

use super::cell::{Cell, Row};
use super::columns::Columns;
use crate::collection::EventCollection;
use crate::xml;
use anyhow::Context as _;
use chrono::{DateTime, Datelike as _, NaiveDate, Timelike as _, Utc};
use chrono_tz::Tz;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet};

/// Media type, from ECMA-376.
pub const TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Maximum length of a cell, in UTF-16 code units.
const CELL_UNITS: usize = 32_767;
/// Width of a column, in characters.
pub(super) const WIDTH: u8 = 22;

/// Renders the workbook, row by row to limit memory; slow for many events.
///
/// # Errors
///
/// When there are more events than a sheet has rows, or the temporary file cannot be written.
pub fn workbook(columns: &Columns, collection: &EventCollection) -> anyhow::Result<Vec<u8>> {
    let mut book = Workbook::new();
    let changed = collection
        .events
        .iter()
        .map(|entry| entry.event.updated_at)
        .max();
    let properties = DocProperties::new()
        .set_title(xml::without_forbidden(collection.title()))
        // Not the current time: the same events give the same bytes.
        .set_creation_datetime(&created(changed.unwrap_or(DateTime::<Utc>::UNIX_EPOCH))?);
    book.set_properties(&properties);
    let bold = Format::new().set_bold();
    let formats = Formats::new();
    let sheet = book.add_worksheet_with_constant_memory()?;
    sheet.set_name(messages::t("table.sheet"))?;
    sheet.set_freeze_panes(1, 0)?;
    let columns = &columns.with_numbers();
    let last_column = u16::try_from(columns.iter().len().saturating_sub(1))?;
    let last_row = u32::try_from(collection.events.len())?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    for (place, column) in (0u16..).zip(columns.iter()) {
        sheet.set_column_width(place, WIDTH)?;
        sheet.write_string_with_format(0, place, column.name, &bold)?;
    }
    for (place, entry) in (1u32..).zip(&collection.events) {
        let row = Row { collection, entry };
        let zone = entry.event.timezone.parse().unwrap_or(Tz::Europe__Paris);
        for (column, at) in columns.iter().zip(0u16..) {
            write(sheet, (place, at), (column.read)(row), &formats, zone)
                .with_context(|| format!("{} of event {}", column.name, entry.event.id))?;
        }
    }
    Ok(book.save_to_buffer()?)
}

pub(super) fn created(at: DateTime<Utc>) -> anyhow::Result<ExcelDateTime> {
    Ok(ExcelDateTime::from_timestamp(at.timestamp())?)
}

/// Cell formats of the dates and times.
pub(super) struct Formats {
    time: Format,
    date: Format,
}

impl Formats {
    pub(super) fn new() -> Self {
        Self {
            time: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            date: Format::new().set_num_format("yyyy-mm-dd"),
        }
    }
}

/// Writes a cell; a time on the clocks of `zone`, since a workbook knows no time zones.
pub(super) fn write(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: Cell<'_>,
    formats: &Formats,
    zone: Tz,
) -> anyhow::Result<()> {
    match cell {
        Cell::Empty => {}
        Cell::Text(text) | Cell::Code(text) => {
            sheet.write_string(row, column, truncated(&xml::without_forbidden(&text)))?;
        }
        Cell::Integer(number) => {
            sheet.write_number(row, column, number)?;
        }
        Cell::Number(number) => {
            sheet.write_number(row, column, number)?;
        }
        Cell::Boolean(value) => {
            sheet.write_boolean(row, column, value)?;
        }
        Cell::Time(at) => {
            let at = at.with_timezone(&zone).naive_local();
            let shown = on(at.date())?.and_hms(
                u16::try_from(at.hour())?,
                u8::try_from(at.minute())?,
                at.second(),
            )?;
            sheet.write_datetime_with_format(row, column, &shown, &formats.time)?;
        }
        Cell::Date(day) => {
            sheet.write_datetime_with_format(row, column, &on(day)?, &formats.date)?;
        }
    }
    Ok(())
}

fn on(day: NaiveDate) -> anyhow::Result<ExcelDateTime> {
    let year = u16::try_from(day.year())?;
    Ok(ExcelDateTime::from_ymd(
        year,
        u8::try_from(day.month())?,
        u8::try_from(day.day())?,
    )?)
}

/// Truncates a text to the length of a cell; a JSON list is cut between items and stays valid.
fn truncated(text: &str) -> String {
    if text.encode_utf16().count() <= CELL_UNITS {
        return text.to_owned();
    }
    let mut units = 0;
    let cut: String = text
        .chars()
        .take_while(|c| {
            units += c.len_utf16();
            units < CELL_UNITS
        })
        .collect();
    match cut.rsplit_once("},{") {
        Some((head, _)) if text.starts_with("[{") => format!("{head}}}]"),
        Some(_) | None => cut,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_cut_between_its_items() {
        let item = r#"{"begin":"2018-03-26T09:00:00+02:00","end":"2018-03-26T11:00:00+02:00"}"#;
        let list = format!("[{}]", vec![item; 800].join(","));
        let short = truncated(&list);
        assert!(short.encode_utf16().count() <= CELL_UNITS);
        let read: Vec<serde_json::Value> = serde_json::from_str(&short).unwrap();
        assert!((400..800).contains(&read.len()));
        assert_eq!(truncated("court"), "court");
        assert_eq!(
            truncated(&"é".repeat(40_000)).chars().count(),
            CELL_UNITS - 1
        );
    }
}
