//! Whatever a file contains, it is read or refused.

use gazetteer::Gazetteer;
use proptest::prelude::*;
use shared::edition::Edition;
use shared::event::EventForm;
use shared::import::{ImportColumn, ImportField};
use sheets::{Cell, Row, RowReader, Sheet, find_header, letters};
use std::sync::LazyLock;

static EDITION: LazyLock<Edition> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../../../../../data/editions/2018.json")).unwrap()
});

/// A column for every field.
fn columns() -> Vec<ImportColumn> {
    let columns = ImportField::ALL.iter().enumerate();
    columns
        .map(|(column, field)| ImportColumn {
            letters: letters(column),
            name: String::new(),
            field: Some((*field).into()),
            example: String::new(),
        })
        .collect()
}

/// Texts that come near to dates, numbers, lists and codes.
fn cells() -> impl Strategy<Value = Vec<String>> {
    let text = prop_oneof![
        "\\PC{0,12}",
        "[0-9/:h. -]{0,12}",
        "(26|31|99)[/-](03|13)[/-](18|2018)( à)? ?[0-9]{0,2}h?[0-9]{0,3}",
        "(oui|non|69200|1004|Lyon|pupils|Scolaires[,;|]pupils|-45,7)",
        "\\[\\{\"begin\":\"[0-9T:-]{0,20}\"\\}?\\]?",
    ];
    proptest::collection::vec(text, ImportField::ALL.len())
}

proptest! {
    #[test]
    fn bytes(bytes in proptest::collection::vec(any::<u8>(), 0..400), zip in any::<bool>()) {
        let mut file = if zip { b"PK\x03\x04".to_vec() } else { Vec::new() };
        file.extend(bytes);
        if let Ok(rows) = Sheet::of(&file).and_then(|sheet| sheet.first_rows(100)) {
            let numbers: Vec<u32> = rows.iter().map(|row| row.number).collect();
            prop_assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
            prop_assert!(find_header(&rows, &EDITION).is_some());
        }
    }

    #[test]
    fn cells_once_read_say_what_is_stored(cells in cells()) {
        let columns = columns();
        let now = "2018-02-05T09:00:00Z".parse().unwrap();
        let reader = RowReader::new(&EDITION, Gazetteer::embedded(), &columns, now);
        let cells = cells.into_iter().map(|text| {
            if text.trim().is_empty() { Cell::Empty } else { Cell::Text(text) }
        });
        let row = Row { number: 2, cells: cells.collect() };

        let mut first = reader.fill(&row, &EventForm::default(), true);
        let again = reader.fill(&row, &first.form, false);

        prop_assert_eq!(&again.form, &first.form);
        reader.check(&row, &mut first);
        for fault in &first.faults {
            prop_assert!(fault.cell.ends_with('2'), "{fault:?}");
            prop_assert!(!fault.message.is_empty());
        }
    }
}
