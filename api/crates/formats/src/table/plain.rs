//! Tables of anything: a header and rows, as CSV and as a workbook, by the rules of the tables of events.

use super::cell::Cell;
use super::{csv, xlsx};
use crate::xml;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use rust_xlsxwriter::{DocProperties, Format, Workbook};
use std::borrow::Cow;

/// A table with its header.
#[derive(Debug)]
pub struct PlainTable<'a> {
    /// Title of the workbook.
    pub title: String,
    /// Name of its only sheet, at most 31 characters.
    pub sheet: String,
    /// Time at which the content was read.
    pub at: DateTime<Utc>,
    pub header: Vec<Cow<'a, str>>,
    pub rows: Vec<PlainRow<'a>>,
}

/// A row: as many cells as the header has.
#[derive(Debug)]
pub struct PlainRow<'a> {
    /// Time zone in which a workbook shows times.
    pub zone: Tz,
    pub cells: Vec<Cell<'a>>,
}

impl PlainTable<'_> {
    /// Renders CSV: UTF-8 with a byte order mark, `;` between cells, no text that a spreadsheet evaluates.
    ///
    /// # Errors
    ///
    /// When a line cannot be written.
    pub fn csv(self) -> anyhow::Result<String> {
        let mut out = String::from(csv::BYTE_ORDER_MARK);
        csv::write(&mut out, self.header.into_iter())?;
        for row in self.rows {
            csv::write(&mut out, row.cells.into_iter().map(csv::shown))?;
        }
        Ok(out)
    }

    /// Renders a workbook; slow for many rows.
    ///
    /// # Errors
    ///
    /// When there are more rows than a sheet has, or the temporary file cannot be written.
    pub fn workbook(self) -> anyhow::Result<Vec<u8>> {
        let mut book = Workbook::new();
        let properties = DocProperties::new()
            .set_title(xml::without_forbidden(&self.title))
            .set_creation_datetime(&xlsx::created(self.at)?);
        book.set_properties(&properties);
        let (bold, formats) = (Format::new().set_bold(), xlsx::Formats::new());
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name(&self.sheet)?;
        sheet.set_freeze_panes(1, 0)?;
        let last_column = u16::try_from(self.header.len().saturating_sub(1))?;
        sheet.autofilter(0, 0, u32::try_from(self.rows.len())?, last_column)?;
        for (place, name) in (0u16..).zip(&self.header) {
            sheet.set_column_width(place, xlsx::WIDTH)?;
            sheet.write_string_with_format(0, place, name.as_ref(), &bold)?;
        }
        for (place, row) in (1u32..).zip(self.rows) {
            for (column, cell) in (0u16..).zip(row.cells) {
                xlsx::write(sheet, (place, column), cell, &formats, row.zone)
                    .with_context(|| format!("row {place}, column {column}"))?;
            }
        }
        Ok(book.save_to_buffer()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> PlainTable<'static> {
        let at: DateTime<Utc> = "2018-03-12T08:00:00Z".parse().unwrap();
        let row = |title: &'static str| PlainRow {
            zone: Tz::Indian__Reunion,
            cells: vec![
                Cell::Text(Cow::Borrowed(title)),
                Cell::Time(at.with_timezone(&Tz::Indian__Reunion).fixed_offset()),
                Cell::Empty,
            ],
        };
        PlainTable {
            title: "Dossiers".into(),
            sheet: "Dossiers".into(),
            at,
            header: vec!["Titre".into(), "Déposé".into(), "Lieu".into()],
            rows: vec![row("Visite; et plus"), row("=1+1")],
        }
    }

    #[test]
    fn texts_are_quoted_and_not_evaluated() {
        assert_eq!(
            table().csv().unwrap(),
            "\u{feff}Titre;Déposé;Lieu\r\n\"Visite; et plus\";2018-03-12T12:00:00+04:00;\r\n'=1+1;2018-03-12T12:00:00+04:00;\r\n"
        );
    }

    #[test]
    fn a_workbook_is_the_same_for_the_same_table() {
        let book = table().workbook().unwrap();
        assert!(book.starts_with(b"PK"));
        assert_eq!(book, table().workbook().unwrap());
    }
}
