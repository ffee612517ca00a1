//! A workbook to fill in: the column names, and the terms of the edition to choose from.

use crate::names;
use rust_xlsxwriter::{
    DataValidation, DocProperties, ExcelDateTime, Format, Formula, Workbook, XlsxError,
};
use shared::edition::{AdditionalField, AnswerKind, Edition, Term};
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode};
use shared::import::ImportField;

/// Rows that offer choices.
const ROWS: u32 = 2_000;
/// Width of the columns, in characters.
const WIDTH: u8 = 24;

/// Format of the cells of a column.
enum Kind {
    /// Text, so that codes keep their zeros.
    Text,
    Number,
    /// A number with decimals.
    Decimal,
    Date,
    Time,
    /// One of some values, which the list has in its own column.
    One(Vec<String>),
    /// Some of them: the list helps with the first one, and others may be added.
    Many(Vec<String>),
}

/// The template of an edition.
///
/// # Errors
///
/// When the workbook cannot be written, which is an internal failure.
pub fn template(edition: &Edition) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(messages::t_args(
            "import.template.title",
            &[("edition", &edition.name)],
        ))
        // Not the current time: the same edition gives the same bytes.
        .set_creation_datetime(&ExcelDateTime::from_timestamp(
            edition.opens_at.timestamp(),
        )?);
    book.set_properties(&properties);
    let columns = columns(edition);
    let lists = messages::t("import.template.lists");
    let sheet = book.add_worksheet();
    sheet.set_name(messages::t("table.sheet"))?;
    sheet.set_freeze_panes(1, 0)?;
    let bold = Format::new().set_bold().set_text_wrap();
    let mut listed: u16 = 0;
    for (at, (name, kind)) in (0u16..).zip(&columns) {
        sheet.set_column_width(at, WIDTH)?;
        sheet.set_column_format(at, &format_of(kind))?;
        sheet.write_string_with_format(0, at, name, &bold)?;
        let choice = match kind {
            Kind::One(values) => Some((values, true)),
            Kind::Many(values) => Some((values, false)),
            Kind::Text | Kind::Number | Kind::Decimal | Kind::Date | Kind::Time => None,
        };
        if let Some((values, only)) = choice {
            let column = crate::letters(usize::from(listed));
            let list = format!("='{lists}'!${column}$1:${column}${}", values.len().max(1));
            let mut validation = DataValidation::new()
                .allow_list_formula(Formula::new(list))
                .show_error_message(only);
            if !only {
                validation = validation.set_input_message(messages::t("import.template.many"))?;
            }
            sheet.add_data_validation(1, at, ROWS, at, &validation)?;
            listed += 1;
        }
    }
    let sheet = book.add_worksheet();
    sheet.set_name(lists)?;
    sheet.set_hidden(true);
    let values = columns.iter().filter_map(|(_, kind)| match kind {
        Kind::One(values) | Kind::Many(values) => Some(values),
        Kind::Text | Kind::Number | Kind::Decimal | Kind::Date | Kind::Time => None,
    });
    for (at, values) in (0u16..).zip(values) {
        for (row, value) in (0u32..).zip(values) {
            sheet.write_string(row, at, value)?;
        }
    }
    book.save_to_buffer()
}

fn format_of(kind: &Kind) -> Format {
    Format::new().set_num_format(match kind {
        Kind::Text | Kind::One(_) | Kind::Many(_) => "@",
        Kind::Number => "0",
        Kind::Decimal => "General",
        Kind::Date => "dd/mm/yyyy",
        Kind::Time => "hh:mm",
    })
}

/// Names and kinds of all columns: the fields of every edition, then the additional ones.
fn columns(edition: &Edition) -> Vec<(String, Kind)> {
    let standard = standard_columns(edition).into_iter();
    let additional = edition.additional.iter();
    standard
        .map(|(field, kind)| (names::label(field), kind))
        .chain(additional.filter_map(|field| Some((field.label.clone(), kind_of(field)?))))
        .collect()
}

fn yes_no() -> Kind {
    let words = ["import.template.yes", "import.template.no"];
    Kind::One(words.map(|key| messages::t(key).to_owned()).to_vec())
}

/// The kind of the column of a field; `None` when a table has none for it.
fn kind_of(field: &AdditionalField) -> Option<Kind> {
    let offered = field.terms().iter().filter(|term| !term.ended);
    let labels = offered.map(|term| term.label.clone());
    Some(match &field.answer {
        AnswerKind::Line { .. } | AnswerKind::Prose { .. } => Kind::Text,
        AnswerKind::Number { step, .. } if step.is_whole() => Kind::Number,
        AnswerKind::Number { .. } => Kind::Decimal,
        AnswerKind::One { .. } => Kind::One(labels.collect()),
        AnswerKind::Many { .. } => Kind::Many(labels.collect()),
        AnswerKind::YesNo {} => yes_no(),
        AnswerKind::File { .. } => return None,
    })
}

fn standard_columns(edition: &Edition) -> Vec<(ImportField, Kind)> {
    let words = &edition.vocabularies;
    let labels = |terms: &[Term]| {
        terms
            .iter()
            .filter(|term| !term.ended)
            .map(|term| term.label.clone())
            .collect()
    };
    let said = |feature: &str, ids: &mut dyn Iterator<Item = &'static str>| {
        ids.map(|id| messages::t_of(feature, id).to_owned())
            .collect()
    };
    vec![
        (ImportField::ExternalId, Kind::Text),
        (ImportField::OrganiserName, Kind::Text),
        (
            ImportField::OrganiserKind,
            Kind::One(labels(&words.organiser_kinds)),
        ),
        (ImportField::OrganiserSiret, Kind::Text),
        (ImportField::ContactName, Kind::Text),
        (ImportField::ContactEmail, Kind::Text),
        (ImportField::ContactPhone, Kind::Text),
        (ImportField::OnBehalfOf, Kind::Text),
        (ImportField::CoOrganisers, Kind::Text),
        (ImportField::Title, Kind::Text),
        (ImportField::Summary, Kind::Text),
        (ImportField::Description, Kind::Text),
        (ImportField::Kind, Kind::One(labels(&words.kinds))),
        (ImportField::KindOther, Kind::Text),
        (ImportField::Topics, Kind::Many(labels(&words.topics))),
        (ImportField::Sectors, Kind::Many(labels(&words.sectors))),
        (ImportField::FollowsTheme, yes_no()),
        (
            ImportField::AttendanceMode,
            Kind::One(said(
                "attendance_mode",
                &mut AttendanceMode::ALL.iter().map(|it| it.as_str()),
            )),
        ),
        (ImportField::PlaceName, Kind::Text),
        (ImportField::PlaceAddress, Kind::Text),
        (ImportField::PostalCode, Kind::Text),
        (ImportField::City, Kind::Text),
        (ImportField::PlaceAccess, Kind::Text),
        (ImportField::OnlineUrl, Kind::Text),
        (ImportField::BeginDate, Kind::Date),
        (ImportField::BeginTime, Kind::Time),
        (ImportField::EndDate, Kind::Date),
        (ImportField::EndTime, Kind::Time),
        (ImportField::Capacity, Kind::Number),
        (ImportField::Audiences, Kind::Many(labels(&words.audiences))),
        (
            ImportField::AccessMode,
            Kind::One(said(
                "access_mode",
                &mut AccessMode::ALL.iter().map(|it| it.as_str()),
            )),
        ),
        (ImportField::AgeMin, Kind::Number),
        (ImportField::AgeMax, Kind::Number),
        (ImportField::Free, yes_no()),
        (ImportField::Conditions, Kind::Text),
        (ImportField::PublicBookingUrl, Kind::Text),
        (ImportField::PublicBookingEmail, Kind::Text),
        (ImportField::PublicBookingPhone, Kind::Text),
        (ImportField::PublicBookingDeadline, Kind::Date),
        (ImportField::SchoolBookingUrl, Kind::Text),
        (ImportField::SchoolBookingEmail, Kind::Text),
        (ImportField::SchoolBookingPhone, Kind::Text),
        (ImportField::SchoolBookingDeadline, Kind::Date),
        (
            ImportField::Accessibility,
            Kind::Many(said(
                "accessibility",
                &mut AccessibilityFlag::ALL.iter().map(|it| it.as_str()),
            )),
        ),
        (
            ImportField::Constraints,
            Kind::Many(labels(&words.constraints)),
        ),
        (ImportField::ConstraintsNote, Kind::Text),
        (ImportField::ExpectedParticipants, Kind::Number),
        (ImportField::Commitments, yes_no()),
    ]
}
