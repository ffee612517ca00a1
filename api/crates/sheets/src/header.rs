//! Search for the column names, and the fields that they mean.

use crate::cell::{Cell, Row, letters};
use crate::names;
use shared::edition::{AdditionalField, Edition};
use shared::import::{ImportColumn, ImportTarget};
use std::collections::HashSet;

/// Rows among which the column names are searched for.
const SEARCHED: usize = 30;
/// Length at which an example is cut, in characters.
const EXAMPLE_CHARS: usize = 60;

/// The row of the column names.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Number of the row, counted from 1.
    pub row: u32,
    /// The columns, with the fields that their names mean; each field once.
    pub columns: Vec<ImportColumn>,
}

/// Finds the column names among the first rows: the row with the most names of fields, else the row with the most cells.
/// A title may come before it, and a row of groups, such as `Lieu` above `Nom` and `Adresse`.
///
/// Names of the additional fields of the edition count too. `None` when there is no row.
pub fn find(rows: &[Row], edition: &Edition) -> Option<Header> {
    let rows = rows.get(..rows.len().min(SEARCHED))?;
    let fields_of = |at: usize| {
        let row = rows.get(at)?;
        let above = at.checked_sub(1).and_then(|above| rows.get(above));
        let above = above.filter(|above| above.number + 1 == row.number);
        Some(fields(row, above, &edition.additional))
    };
    let known = |at: &usize| {
        let fields = fields_of(*at).unwrap_or_default();
        fields.iter().flatten().count()
    };
    let best = (0..rows.len()).rev().max_by_key(known)?;
    let best = if known(&best) >= 2 {
        best
    } else {
        (0..rows.len())
            .rev()
            .max_by_key(|at| rows.get(*at).map_or(0, Row::filled))?
    };
    let (row, fields) = (rows.get(best)?, fields_of(best)?);
    let values = rows.get(best + 1..).unwrap_or_default();
    let last = values
        .iter()
        .map(|row| row.cells.len())
        .max()
        .unwrap_or_default();
    let columns = (0..row.cells.len().max(last)).map(|column| ImportColumn {
        letters: letters(column),
        name: shortened(&row.cell(column).text()),
        field: fields.get(column).copied().flatten(),
        example: values
            .iter()
            .map(|row| row.cell(column))
            .find(|cell| !cell.is_empty())
            .map(|cell| shortened(&cell.text()))
            .unwrap_or_default(),
    });
    Some(Header {
        row: row.number,
        columns: columns.collect(),
    })
}

/// The field of each column of a row of names; the first column of a field has it.
fn fields(
    row: &Row,
    above: Option<&Row>,
    additional: &[AdditionalField],
) -> Vec<Option<ImportTarget>> {
    let mut group = String::new();
    let mut taken = HashSet::new();
    let columns = row.cells.iter().enumerate().map(|(column, cell)| {
        if let Some(above) = above.map(|above| above.cell(column))
            && !above.is_empty()
        {
            group = above.text().into_owned();
        }
        let Cell::Text(name) = cell else {
            return None;
        };
        names::target_of(&group, name, additional).filter(|target| taken.insert(*target))
    });
    columns.collect()
}

fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= EXAMPLE_CHARS {
        return line;
    }
    let cut: String = line.chars().take(EXAMPLE_CHARS - 1).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::import::ImportField;

    fn edition() -> Edition {
        serde_json::from_str(include_str!("../../../../data/editions/template.json")).unwrap()
    }

    fn row(number: u32, cells: &[&str]) -> Row {
        Row {
            number,
            cells: cells.iter().map(|text| Cell::of_text(text)).collect(),
        }
    }

    fn found(rows: &[Row]) -> (u32, Vec<Option<ImportTarget>>) {
        let header = find(rows, &edition()).unwrap();
        let fields = header.columns.iter().map(|column| column.field);
        (header.row, fields.collect())
    }

    #[test]
    fn names_are_found_below_a_title_and_a_row_of_groups() {
        let rows = [
            row(1, &["Événements de la Semaine de l’industrie"]),
            row(3, &["Organisateur", "", "Lieu", "", ""]),
            row(4, &["Nom", "SIRET", "Nom", "Adresse", "Ville"]),
            row(5, &["Fonderie", "82345678900013", "Usine", "1 rue", "Lyon"]),
        ];

        let (number, fields) = found(&rows);

        assert_eq!(number, 4);
        assert_eq!(
            fields,
            [
                Some(ImportField::OrganiserName.into()),
                Some(ImportField::OrganiserSiret.into()),
                Some(ImportField::PlaceName.into()),
                Some(ImportField::PlaceAddress.into()),
                Some(ImportField::City.into()),
            ]
        );
    }

    #[test]
    fn a_field_is_filled_by_its_first_column() {
        let rows = [row(1, &["Titre", "title_fr", "Ville"])];
        assert_eq!(
            found(&rows).1,
            [
                Some(ImportField::Title.into()),
                None,
                Some(ImportField::City.into())
            ]
        );
    }

    #[test]
    fn additional_fields_are_named_by_label_or_key() {
        let names = [
            "Titre",
            "nombre maximal de visiteurs par groupe",
            "visit-equipment",
        ];
        let additional = |key: &str| Some(ImportTarget::of_key(key.parse().unwrap()));
        assert_eq!(
            found(&[row(1, &names)]).1,
            [
                Some(ImportField::Title.into()),
                additional("visit-capacity"),
                additional("visit-equipment")
            ]
        );
    }

    #[test]
    fn the_fullest_row_has_the_names_when_none_is_known() {
        let rows = [row(1, &["Liste"]), row(2, &["Bloup", "Blip", "Blap"])];
        assert_eq!(found(&rows), (2, vec![None, None, None]));
    }

    #[test]
    fn columns_have_an_example() {
        let rows = [
            row(1, &["Titre", "Ville", ""]),
            row(2, &["", "Lyon", "x"]),
            row(3, &["Visite", "Nice", ""]),
        ];
        let header = find(&rows, &edition()).unwrap();
        let examples: Vec<_> = header
            .columns
            .iter()
            .map(|it| it.example.as_str())
            .collect();
        assert_eq!(examples, ["Visite", "Lyon", "x"]);
        assert_eq!(header.columns[2].letters, "C");
    }
}
