//! Workbooks as people and their programs write them.

use chrono::{DateTime, Utc};
use gazetteer::Gazetteer;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use shared::edition::{Edition, EditionStatus};
use shared::event::EventForm;
use shared::problem::Code;
use sheets::{Cell, Row, RowReader, Sheet, Unreadable, find_header};

fn edition() -> Edition {
    let mut edition: Edition =
        serde_json::from_str(include_str!("../../../../../data/editions/2018.json")).unwrap();
    edition.status = EditionStatus::Open;
    edition
}

fn now() -> DateTime<Utc> {
    "2018-02-05T09:00:00Z".parse().unwrap()
}

fn written(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

fn rows(file: &[u8]) -> Vec<Row> {
    Sheet::of(file).unwrap().first_rows(1_000).unwrap()
}

fn texts(sheet: &mut Worksheet, row: u32, cells: &[&str]) {
    for (column, text) in (0u16..).zip(cells) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

#[test]
fn merged_titles_formulas_and_both_kinds_of_dates_are_read() {
    let file = written(|sheet| {
        let bold = Format::new().set_bold();
        let day = Format::new().set_num_format("dd/mm/yyyy");
        let time = Format::new().set_num_format("hh:mm");
        sheet
            .merge_range(0, 0, 0, 7, "Visites de 2018", &bold)
            .unwrap();
        sheet
            .merge_range(2, 0, 2, 1, "Organisateur", &bold)
            .unwrap();
        sheet.merge_range(2, 2, 2, 4, "Lieu", &bold).unwrap();
        texts(
            sheet,
            3,
            &[
                "Nom",
                "SIRET",
                "Nom",
                "Code postal",
                "Ville",
                "Titre",
                "Date",
                "Heure de début",
                "Heure de fin",
            ],
        );
        texts(sheet, 4, &["Fonderie", "", "Usine", "", "Bourg-en-Bresse"]);
        sheet.write_number(4, 1, 73_282_932_000_074.0).unwrap();
        sheet.write_number(4, 3, 1000).unwrap();
        let title = Formula::new("=CONCATENATE(\"Visite \",A5)").set_result("Visite Fonderie");
        sheet.write_formula(4, 5, title).unwrap();
        let monday = ExcelDateTime::from_ymd(2018, 3, 26).unwrap();
        sheet
            .write_datetime_with_format(4, 6, &monday, &day)
            .unwrap();
        let afternoon = ExcelDateTime::from_hms(14, 30, 0).unwrap();
        sheet
            .write_datetime_with_format(4, 7, &afternoon, &time)
            .unwrap();
        sheet.write_string(4, 8, "16h").unwrap();
        texts(
            sheet,
            6,
            &[
                "Aciérie",
                "",
                "Site",
                "01000",
                "Bourg en Bresse",
                "Visite",
                "mardi 27 mars 2018",
                "9h",
                "10:30",
            ],
        );
    });

    let rows = rows(&file);
    let header = find_header(&rows, &edition()).unwrap();
    let edition = edition();
    let reader = RowReader::new(&edition, Gazetteer::embedded(), &header.columns, now());
    let filled: Vec<_> = rows
        .iter()
        .filter(|row| row.number > header.row)
        .map(|row| (row.number, reader.fill(row, &EventForm::default(), true)))
        .collect();

    assert_eq!(header.row, 4);
    let (number, first) = &filled[0];
    assert_eq!((*number, &first.faults), (5, &Vec::new()));
    assert_eq!(first.form.title, "Visite Fonderie");
    assert_eq!(first.form.organiser.siret, "73282932000074");
    assert_eq!(first.form.place.postal_code, "01000");
    assert_eq!(first.form.place.insee, "01053");
    assert_eq!(first.form.occurrences[0].begin, "2018-03-26T14:30");
    assert_eq!(first.form.occurrences[0].end, "2018-03-26T16:00");
    let (number, second) = &filled[1];
    assert_eq!((*number, &second.faults), (7, &Vec::new()));
    assert_eq!(second.form.occurrences[0].begin, "2018-03-27T09:00");
    assert_eq!(second.form.place.insee, "01053");
}

#[test]
fn an_error_of_a_formula_is_a_fault_of_its_cell() {
    let file = written(|sheet| {
        texts(sheet, 0, &["Titre", "Ville"]);
        let broken = Formula::new("=#REF!").set_result("#REF!");
        sheet.write_formula(1, 0, broken).unwrap();
        sheet.write_string(1, 1, "Lyon").unwrap();
    });

    let rows = rows(&file);
    let header = find_header(&rows, &edition()).unwrap();
    let edition = edition();
    let reader = RowReader::new(&edition, Gazetteer::embedded(), &header.columns, now());
    let filled = reader.fill(&rows[1], &EventForm::default(), true);

    assert_eq!(rows[1].cell(0), &Cell::Error("#REF!".to_owned()));
    let found: Vec<_> = filled
        .faults
        .iter()
        .map(|it| (it.cell.as_str(), it.code))
        .collect();
    assert_eq!(found, [("A2", Code::InvalidFormat)]);
}

#[test]
fn the_first_visible_sheet_is_read() {
    let mut book = Workbook::new();
    texts(book.add_worksheet().set_hidden(true), 0, &["Caché"]);
    texts(book.add_worksheet(), 0, &["Visible"]);
    book.worksheet_from_index(1).unwrap().set_active(true);
    let file = book.save_to_buffer().unwrap();

    assert_eq!(rows(&file)[0].cell(0).text(), "Visible");
}

#[test]
fn cells_in_opposite_corners_take_no_memory() {
    let file = written(|sheet| {
        sheet.write_string(0, 0, "Titre").unwrap();
        sheet.write_string(1_048_575, 16_383, "loin").unwrap();
    });

    let read = Sheet::of(&file).unwrap().first_rows(10);

    assert_eq!(read, Err(Unreadable::Columns(1_048_576)));
}

#[test]
fn a_cut_or_foreign_archive_is_broken() {
    let file = written(|sheet| texts(sheet, 0, &["Titre"]));
    let half = &file[..file.len() / 2];

    assert!(matches!(
        Sheet::of(half).unwrap().first_rows(10),
        Err(Unreadable::Broken(_))
    ));
}

#[test]
fn the_template_names_every_term_of_the_edition() {
    let edition = edition();
    let template = sheets::template(&edition).unwrap();
    let rows = rows(&template);
    let header = find_header(&rows, &edition).unwrap();

    assert_eq!((rows.len(), header.row), (1, 1));
    assert!(header.columns.iter().all(|column| column.field.is_some()));
    // Made of the edition alone.
    assert_eq!(template, sheets::template(&edition).unwrap());
}
