//! Writes the table as CSV.

use super::cell::{Cell, Row};
use super::columns::Columns;
use crate::collection::EventCollection;
use crate::document::EventDocument;
use catalogue::Entry;
use chrono::SecondsFormat;
use std::borrow::Cow;
use std::sync::Arc;

/// Media type; the parameter `header` is from RFC 7111.
pub const TYPE: &str = "text/csv; charset=utf-8; header=present";

/// Separator of the cells.
pub(super) const DELIMITER: u8 = b';';
/// Byte order mark, by which spreadsheets recognise UTF-8.
pub(super) const BYTE_ORDER_MARK: char = '\u{feff}';

/// Writes the events as CSV.
#[derive(Debug)]
pub struct CsvDocument {
    columns: Columns,
}

impl CsvDocument {
    pub fn new(columns: Columns) -> Self {
        Self { columns }
    }
}

impl EventDocument for CsvDocument {
    fn begin(&mut self, _: &EventCollection, out: &mut String) -> anyhow::Result<()> {
        out.push(BYTE_ORDER_MARK);
        write(
            out,
            self.columns.iter().map(|column| Cow::Borrowed(column.name)),
        )
    }

    fn event(
        &mut self,
        collection: &EventCollection,
        entry: &Arc<Entry>,
        out: &mut String,
    ) -> anyhow::Result<()> {
        let row = Row { collection, entry };
        write(
            out,
            self.columns.iter().map(|column| shown((column.read)(row))),
        )
    }

    fn end(&mut self, _: &EventCollection, _: &mut String) -> anyhow::Result<()> {
        Ok(())
    }
}

/// Writes a line of cells.
pub(super) fn write<'a>(
    out: &mut String,
    cells: impl Iterator<Item = Cow<'a, str>>,
) -> anyhow::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .delimiter(DELIMITER)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    for cell in cells {
        writer.write_field(cell.as_bytes())?;
    }
    writer.write_record(None::<&[u8]>)?;
    let line = writer
        .into_inner()
        .map_err(csv::IntoInnerError::into_error)?;
    out.push_str(std::str::from_utf8(&line)?);
    Ok(())
}

/// The text of a cell, which no spreadsheet evaluates.
pub(super) fn shown(cell: Cell<'_>) -> Cow<'_, str> {
    match cell {
        Cell::Empty => Cow::Borrowed(""),
        Cell::Text(text) => without_formula(text),
        Cell::Code(code) => code,
        Cell::Integer(number) => Cow::Owned(number.to_string()),
        Cell::Number(number) => Cow::Owned(number.to_string()),
        Cell::Boolean(true) => Cow::Borrowed("true"),
        Cell::Boolean(false) => Cow::Borrowed("false"),
        Cell::Time(at) => Cow::Owned(at.to_rfc3339_opts(SecondsFormat::Secs, true)),
        Cell::Date(day) => Cow::Owned(day.to_string()),
    }
}

/// Prefixes a text that a spreadsheet would evaluate as a formula.
fn without_formula(text: Cow<'_, str>) -> Cow<'_, str> {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        Cow::Owned(format!("'{text}"))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0")]
    #[case("+33 4 72 00 00 00", "'+33 4 72 00 00 00")]
    #[case("-1", "'-1")]
    #[case("@SUM(1)", "'@SUM(1)")]
    #[case("\t=1", "'\t=1")]
    #[case("a=1", "a=1")]
    #[case("", "")]
    fn user_text_is_not_a_formula(#[case] written: &str, #[case] expected: &str) {
        assert_eq!(shown(Cell::text(written)), expected);
    }

    #[test]
    fn generated_text_is_unchanged() {
        assert_eq!(shown(Cell::code("-20.9, 55.4")), "-20.9, 55.4");
        assert_eq!(shown(Cell::Number(-20.9)), "-20.9");
    }

    #[test]
    fn cells_are_quoted_when_necessary() {
        let mut out = String::new();
        write(
            &mut out,
            ["a;b", "c\nd", "e\"f", "g,h", ""]
                .map(Cow::Borrowed)
                .into_iter(),
        )
        .unwrap();
        assert_eq!(out, "\"a;b\";\"c\nd\";\"e\"\"f\";g,h;\r\n");
    }
}
