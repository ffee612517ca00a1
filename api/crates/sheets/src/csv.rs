//! Rows of a CSV text.

use crate::cell::{Cell, Row};
use crate::names;
use crate::sheet::Unreadable;
use csv::{ReaderBuilder, StringRecord};
use shared::import::limits;
use std::ops::ControlFlow;

/// Separators that are tried, the most usual in France first.
pub(crate) const SEPARATORS: [u8; 3] = [b';', b',', b'\t'];
/// Records by which the separator is recognised.
const SAMPLE: usize = 30;
/// First line by which spreadsheets name the separator.
const HINT: &str = "sep=";

/// Calls `take` for each record; its number is the row that a spreadsheet shows it in.
pub(crate) fn each_row(
    text: &str,
    take: &mut dyn FnMut(Row) -> Result<ControlFlow<()>, Unreadable>,
) -> Result<(), Unreadable> {
    let (separator, text, skipped) = match hint(text) {
        Some((separator, rest)) => (separator, rest, 1),
        None => (separator_of(text), text, 0),
    };
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let mut record = StringRecord::new();
    let mut number: u32 = skipped;
    loop {
        let before = reader.position().line();
        let more = reader
            .read_record(&mut record)
            .map_err(|error| Unreadable::Broken(error.to_string()))?;
        if !more {
            return Ok(());
        }
        // The reader passes over empty lines, which are rows all the same.
        let lines = reader.position().line() - before;
        let inside = record.iter().flat_map(str::bytes).filter(|b| *b == b'\n');
        let own = u64::try_from(inside.count()).unwrap_or_default() + 1;
        number += 1 + u32::try_from(lines.saturating_sub(own)).unwrap_or_default();
        let cells = record.iter().map(|field| Cell::of_text(unguarded(field)));
        let row = Row {
            number,
            cells: cells.collect(),
        };
        if take(row)?.is_break() {
            return Ok(());
        }
    }
}

/// The separator that the first line names, and the text after it.
fn hint(text: &str) -> Option<(u8, &str)> {
    let rest = text.strip_prefix(HINT)?;
    let separator = *rest.as_bytes().first().filter(|b| b.is_ascii())?;
    let (_, rest) = rest.split_once('\n')?;
    Some((separator, rest))
}

/// The separator by which one of the first records has the most names of columns, then the one by which most records have the
/// same number of cells.
fn separator_of(text: &str) -> u8 {
    let fitness = |separator: u8| {
        let mut reader = ReaderBuilder::new()
            .delimiter(separator)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let records: Vec<StringRecord> = reader
            .records()
            .take(SAMPLE)
            .filter_map(Result::ok)
            .filter(|record| record.len() > 1)
            .collect();
        let named = |record: &StringRecord| {
            let names = record.iter().take(limits::COLUMNS);
            names
                .filter(|name| names::field_of("", name).is_some())
                .count()
        };
        let same = |length: usize| records.iter().filter(|it| it.len() == length).count();
        let most_named = records.iter().map(named).max().unwrap_or_default();
        let regularity = records.iter().map(|it| (same(it.len()), it.len())).max();
        (most_named, regularity.unwrap_or_default())
    };
    let mut best = (SEPARATORS[0], (0, (0, 0)));
    for separator in SEPARATORS {
        let fitness = fitness(separator);
        if fitness > best.1 {
            best = (separator, fitness);
        }
    }
    best.0
}

/// A text without the apostrophe by which exports protect what would be a formula.
fn unguarded(field: &str) -> &str {
    match field.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        Some(_) | None => field,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
        let mut rows = Vec::new();
        each_row(text, &mut |row| {
            let cells = row.cells.iter().map(|cell| cell.text().into_owned());
            rows.push((row.number, cells.collect()));
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        rows
    }

    #[rstest]
    #[case("a;b\n1;2,5\n")]
    #[case("a,b\n1,\"2,5\"\n")]
    #[case("a\tb\r\n1\t2,5\r\n")]
    #[case("sep=;\na;b\n1;2,5")]
    fn the_separator_is_recognised(#[case] text: &str) {
        let found: Vec<_> = rows(text).into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(found, [["a", "b"], ["1", "2,5"]]);
    }

    #[test]
    fn names_of_columns_tell_more_than_commas_in_texts() {
        let text = "Titre;Ville\nUn, deux;\"Lyon\nTrois, quatre;Nice\nCinq, six;Lens\n";
        assert_eq!(rows(text)[0].1, ["Titre", "Ville"]);
    }

    #[test]
    fn rows_are_numbered_as_a_spreadsheet_shows_them() {
        let numbers: Vec<u32> = rows("a;b\r\n\r\n\"x\r\ny\";1\r\n\r\n\r\nz;2")
            .into_iter()
            .map(|(number, _)| number)
            .collect();
        assert_eq!(numbers, [1, 3, 6]);
        assert_eq!(rows("sep=,\na,b\n1,2")[1].0, 3);
    }

    #[test]
    fn the_guard_of_exports_is_removed() {
        assert_eq!(rows("'=1;'-2;'x;-3")[0].1, ["=1", "-2", "'x", "-3"]);
    }
}
