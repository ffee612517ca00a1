//! Tables that a spreadsheet opened with another separator or encoding, and saved so.

use crate::cell::{Cell, Row};
use crate::csv::SEPARATORS;
use crate::names;
use csv::ReaderBuilder;

/// Names of columns, and cells, below which a text is no line of a table.
const FEWEST: usize = 3;

/// A byte order mark of UTF-8 that was read as Windows-1252: three letters before the first column name.
const MARK: &str = "\u{ef}\u{bb}\u{bf}";

/// True when a cell holds a whole line of a table, which is its column names, or as many values as half of the columns; or when
/// the table begins with a byte order mark as letters.
///
/// Such a table cannot be mended: the lines of a text are apart, and so are texts with the other separator.
pub fn is_joined(rows: &[Row]) -> bool {
    let begin = rows.first().map(|row| row.cell(0).text());
    if begin.is_some_and(|begin| begin.starts_with(MARK)) {
        return true;
    }
    let named = |cells: &[String]| {
        let names = cells
            .iter()
            .filter(|name| names::field_of("", name).is_some());
        names.count()
    };
    let columns = rows
        .iter()
        .map(|row| -> Vec<String> {
            let cells = row.cells.iter();
            cells.map(|cell| cell.text().into_owned()).collect()
        })
        .find(|cells| named(cells) >= FEWEST)
        .map(|cells| cells.len());
    let mut alone = rows.iter().filter(|row| row.filled() == 1);
    alone.any(|row| {
        let cell = row.cells.iter().find(|cell| !cell.is_empty());
        let text = cell.map(Cell::text).unwrap_or_default();
        let mut lines = SEPARATORS.iter().map(|separator| line(&text, *separator));
        match columns {
            None => lines.any(|cells| named(&cells) >= FEWEST),
            Some(columns) => lines.any(|cells| cells.len() >= FEWEST.max(columns.div_ceil(2))),
        }
    })
}

/// The cells of the first line of a text.
fn line(text: &str, separator: u8) -> Vec<String> {
    let mut reader = ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes());
    let first = reader.records().next().and_then(Result::ok);
    let cells = first.iter().flatten().map(str::to_owned);
    cells.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sheet;
    use rstest::rstest;

    fn rows(table: &str) -> Vec<Row> {
        Sheet::of(table.as_bytes()).unwrap().first_rows(40).unwrap()
    }

    #[rstest]
    // Saved by LibreOffice 7.4, which had opened the file with commas, and quotes only where it must.
    #[case("Titre;Ville;Description\n\"Visite;Lyon;\"\"Une ligne\"\nUne autre\n\"Deux;Nice;x\"\n")]
    // Texts with commas came apart, and the first line has no quotes.
    #[case("\u{ef}\u{bb}\u{bf}uid;Titre;Ville\n1;Visite, de nuit;Lyon\n")]
    // The same with all texts quoted.
    #[case("\"Titre;Ville;Description\"\n\"Visite;Lyon;\"\"Une ligne\"\n\"Une autre\"\"\"\n")]
    fn lines_in_single_cells_are_recognised(#[case] table: &str) {
        assert!(is_joined(&rows(table)));
    }

    #[rstest]
    #[case(
        "Événements ; liste ; provisoire\nTitre;Ville;Description\nVisite;Lyon;\"Une, deux, trois\"\n"
    )]
    #[case("\"Liste ; 2018\"\nTitre;Ville;Description\nVisite;Lyon;x\n\"À noter ; fin\"\n")]
    #[case("Titre\nVisite\n\"Une, deux, trois\"\n")]
    #[case("a;b;c\n1;2;3\n")]
    fn other_tables_are_not(#[case] table: &str) {
        assert!(!is_joined(&rows(table)));
    }
}
