//! An iCalendar file as a table: a row of column names, then one row for each event, with all its occurrences.
//!
//! Recurrence rules are expanded, and the exceptions to them applied. What is cancelled is left out: an occurrence, or an event
//! with all of them.

use crate::cell::{Cell, Row};
use crate::names;
use crate::sheet::Unreadable;
use calcard::common::timezone::Tz;
use calcard::icalendar::dates::{CalendarEvent, TimeOrDelta};
use calcard::icalendar::{
    ICalendar, ICalendarComponent, ICalendarComponentType, ICalendarEntry, ICalendarParameterName,
    ICalendarProperty, ICalendarStatus, ICalendarValue,
};
use calcard::{Entry, Parser};
use chrono::{DateTime, TimeDelta};
use serde_json::json;
use shared::calendar::MAX_OCCURRENCES;
use shared::import::{ImportField, limits};
use std::collections::HashMap;
use std::ops::ControlFlow;

/// Columns of the table.
const COLUMNS: [ImportField; 15] = [
    ImportField::ExternalId,
    ImportField::Title,
    ImportField::PlainDescription,
    ImportField::Timings,
    ImportField::OccurrenceCount,
    ImportField::PlaceName,
    ImportField::PlaceAddress,
    ImportField::PostalCode,
    ImportField::City,
    ImportField::Latitude,
    ImportField::Longitude,
    ImportField::OnlineUrl,
    ImportField::PublicBookingUrl,
    ImportField::ContactName,
    ImportField::ContactEmail,
];
/// Occurrences to which a rule is expanded: more than an event may have, so that too many are a fault.
const EXPANDED: usize = 2 * MAX_OCCURRENCES;

/// True for a text that begins as an iCalendar file does.
pub(crate) fn is_calendar(bytes: &[u8]) -> bool {
    const BEGIN: &[u8] = b"BEGIN:VCALENDAR";
    let text = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let text = text.trim_ascii_start();
    text.get(..BEGIN.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(BEGIN))
}

/// Calls `take` for the names of the columns, then for each event, in the order of the file.
pub(crate) fn each_row(
    text: &str,
    take: &mut dyn FnMut(Row) -> Result<ControlFlow<()>, Unreadable>,
) -> Result<(), Unreadable> {
    let mut number = 1;
    let mut pass = |cells: Vec<Cell>| {
        let row = Row { number, cells };
        number += 1;
        take(row)
    };
    let mut any = false;
    let mut parser = Parser::new(text);
    loop {
        let calendar = match parser.entry() {
            Entry::ICalendar(calendar) => calendar,
            Entry::Eof => break,
            Entry::InvalidLine(_) | Entry::VCard(_) => continue,
            Entry::UnexpectedComponentEnd { .. } | Entry::UnterminatedComponent(_) => {
                return Err(Unreadable::Broken("a calendar that is cut off".to_owned()));
            }
            Entry::TooManyComponents => return Err(Unreadable::Rows),
            _ => return Err(Unreadable::Broken("no calendar".to_owned())),
        };
        for event in events(&calendar) {
            if !any {
                any = true;
                let names = COLUMNS.iter().map(|field| Cell::Text(names::label(*field)));
                if pass(names.collect())?.is_break() {
                    return Ok(());
                }
            }
            let Some(row) = row(&calendar, &event) else {
                continue;
            };
            if pass(row)?.is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}

/// The components with one identifier: an event, and the exceptions to its rule.
type Event<'c> = Vec<&'c ICalendarComponent>;

/// The events of a calendar; one without an identifier stands alone.
fn events(calendar: &ICalendar) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for component in &calendar.components {
        if component.component_type != ICalendarComponentType::VEvent {
            continue;
        }
        match component.uid().map(|uid| (uid, known.get(uid))) {
            Some((_, Some(at))) => {
                if let Some(event) = events.get_mut(*at) {
                    event.push(component);
                }
            }
            Some((uid, None)) => {
                known.insert(uid, events.len());
                events.push(vec![component]);
            }
            None => events.push(vec![component]),
        }
    }
    events
}

/// The cells of an event; `None` when it is cancelled.
fn row(calendar: &ICalendar, event: &Event<'_>) -> Option<Vec<Cell>> {
    let main = event
        .iter()
        .find(|component| !component.is_recurrence_override())
        .or_else(|| event.first())?;
    if is_cancelled(main) {
        return None;
    }
    let occurrences = occurrences(calendar, event);
    if occurrences.is_empty() && event.iter().any(|component| is_cancelled(component)) {
        return None;
    }
    let place = Place::of(&text(main, &ICalendarProperty::Location));
    let (latitude, longitude) = position(main);
    let organiser = main.property(&ICalendarProperty::Organizer);
    let cells = COLUMNS.map(|field| match field {
        ImportField::ExternalId => Cell::of_text(main.uid().unwrap_or_default()),
        ImportField::Title => Cell::of_text(&text(main, &ICalendarProperty::Summary)),
        ImportField::PlainDescription => {
            Cell::of_text(&text(main, &ICalendarProperty::Description))
        }
        ImportField::Timings => Cell::of_text(&listed(&occurrences)),
        #[expect(
            clippy::cast_precision_loss,
            reason = "there are at most some thousands"
        )]
        ImportField::OccurrenceCount => Cell::Number(occurrences.len() as f64),
        ImportField::PlaceName => Cell::of_text(&place.name),
        ImportField::PlaceAddress => Cell::of_text(&place.address),
        ImportField::PostalCode => Cell::of_text(&place.postal_code),
        ImportField::City => Cell::of_text(&place.city),
        ImportField::Latitude => latitude.map_or(Cell::Empty, Cell::Number),
        ImportField::Longitude => longitude.map_or(Cell::Empty, Cell::Number),
        ImportField::OnlineUrl => Cell::of_text(&text(main, &ICalendarProperty::Conference)),
        ImportField::PublicBookingUrl => Cell::of_text(&text(main, &ICalendarProperty::Url)),
        ImportField::ContactName => Cell::of_text(organiser.and_then(name).unwrap_or_default()),
        ImportField::ContactEmail => {
            let address = organiser.and_then(ICalendarEntry::calendar_address);
            Cell::of_text(address.filter(|it| it.contains('@')).unwrap_or_default())
        }
        _ => Cell::Empty,
    });
    Some(cells.into())
}

fn is_cancelled(component: &ICalendarComponent) -> bool {
    component.status() == Some(&ICalendarStatus::Cancelled)
}

/// The first value of a property, as text.
fn text(component: &ICalendarComponent, property: &ICalendarProperty) -> String {
    component
        .property(property)
        .and_then(|entry| entry.values.first())
        .and_then(ICalendarValue::as_text)
        .unwrap_or_default()
        .to_owned()
}

/// Name of the person in a property.
fn name(entry: &ICalendarEntry) -> Option<&str> {
    entry
        .parameter(&ICalendarParameterName::Cn)
        .and_then(|value| value.as_text())
}

/// Latitude and longitude, in degrees.
fn position(component: &ICalendarComponent) -> (Option<f64>, Option<f64>) {
    let values = component
        .property(&ICalendarProperty::Geo)
        .map_or(&[][..], |entry| &entry.values);
    let at = |index: usize| values.get(index).and_then(ICalendarValue::as_float);
    (at(0), at(1))
}

type Occurrence = CalendarEvent<DateTime<Tz>, TimeOrDelta<DateTime<Tz>, TimeDelta>>;

/// The occurrences of an event, from the earliest to the latest.
fn occurrences(calendar: &ICalendar, event: &Event<'_>) -> Vec<(String, String)> {
    let zones = calendar.timezones().map(|zone| ICalendarComponent {
        component_ids: Vec::new(),
        ..zone.clone()
    });
    let components: Vec<ICalendarComponent> = zones.chain(event.iter().copied().cloned()).collect();
    let alone = ICalendar { components };
    let mut found = alone.expand_dates(Tz::Floating, EXPANDED).events;
    found.retain(|occurrence| {
        let component = alone.component_by_id(occurrence.comp_id);
        !component.is_some_and(is_cancelled)
    });
    found.sort_by_key(|occurrence| occurrence.start.naive_utc());
    found.iter().map(times).collect()
}

/// Begin and end, with the offset from UTC unless they are on the clocks of the place.
fn times(occurrence: &Occurrence) -> (String, String) {
    let written = |at: &DateTime<Tz>| {
        let format = if at.timezone().is_floating() {
            "%Y-%m-%dT%H:%M"
        } else {
            "%Y-%m-%dT%H:%M:%S%:z"
        };
        at.format(format).to_string()
    };
    let end = match &occurrence.end {
        TimeOrDelta::Time(end) => written(end),
        TimeOrDelta::Delta(length) => occurrence
            .start
            .checked_add_signed(*length)
            .map(|end| written(&end))
            .unwrap_or_default(),
    };
    (written(&occurrence.start), end)
}

/// The occurrences as a list in JSON, cut off where a cell ends: the count tells that.
fn listed(occurrences: &[(String, String)]) -> String {
    let mut list = String::from("[");
    for (begin, end) in occurrences {
        let item = json!({ "begin": begin, "end": end }).to_string();
        if list.len() + item.len() + 2 > limits::CELL_CHARS {
            break;
        }
        if list.len() > 1 {
            list.push(',');
        }
        list += &item;
    }
    if list.len() > 1 {
        list.push(']');
        list
    } else {
        String::new()
    }
}

/// A place in words, such as `Fonderie du Rhône, 1 rue de l’Usine, 69200 Vénissieux`.
#[derive(Debug, Default, PartialEq, Eq)]
struct Place {
    name: String,
    address: String,
    postal_code: String,
    city: String,
}

impl Place {
    /// Tells the parts of a place apart: the part that begins with a postal code is the commune, the one before the address,
    /// and the first the name.
    fn of(location: &str) -> Self {
        let mut parts: Vec<&str> = location
            .split([',', '\n'])
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .collect();
        let coded = parts.iter().rposition(|part| postal_code(part).is_some());
        let Some((at, code)) = coded.and_then(|at| Some((at, postal_code(parts.get(at)?)?))) else {
            let mut parts = parts.into_iter();
            return Self {
                name: parts.next().unwrap_or_default().to_owned(),
                address: parts.collect::<Vec<_>>().join(", "),
                ..Self::default()
            };
        };
        let city = parts
            .get(at)
            .and_then(|part| part.get(code.len()..))
            .unwrap_or_default()
            .trim()
            .to_owned();
        let postal_code = code.to_owned();
        // What follows is the country.
        parts.truncate(at);
        let mut parts = parts.into_iter();
        let name = parts.next().unwrap_or_default().to_owned();
        Self {
            name,
            address: parts.collect::<Vec<_>>().join(", "),
            postal_code,
            city,
        }
    }
}

/// The postal code with which a text begins.
fn postal_code(text: &str) -> Option<&str> {
    const DIGITS: usize = 5;
    let (code, rest) = text.split_at_checked(DIGITS)?;
    let is_code = code.bytes().all(|byte| byte.is_ascii_digit());
    let ends = rest.is_empty() || rest.starts_with(' ');
    (is_code && ends).then_some(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    fn rows(text: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        each_row(text, &mut |row| {
            rows.push(row);
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        rows
    }

    fn cell(row: &Row, field: ImportField) -> String {
        let column = COLUMNS.iter().position(|other| *other == field).unwrap();
        row.cell(column).text().into_owned()
    }

    fn calendar(components: &str) -> String {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Exemple//FR\r\n{components}END:VCALENDAR\r\n"
        )
    }

    #[test]
    fn an_event_is_a_row() {
        let text = calendar(
            "BEGIN:VEVENT\r\nUID:visite-1@exemple.fr\r\nDTSTAMP:20180201T090000Z\r\nSUMMARY:Visite de la fonderie\\, avec\r\n  démonstration\r\n\
             DESCRIPTION:Première ligne.\\nSeconde ligne.\r\nDTSTART;TZID=Europe/Paris:20180326T090000\r\n\
             DTEND;TZID=Europe/Paris:20180326T103000\r\nLOCATION:Fonderie du Rhône\\, 1 rue de l’Usine\\, 69200 Vénissieux\\, France\r\n\
             GEO:45.697;4.887\r\nURL:https://exemple.fr/visite\r\nORGANIZER;CN=Camille Martin:mailto:camille@exemple.fr\r\nEND:VEVENT\r\n",
        );

        let rows = rows(&text);

        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].number, 1);
        assert_eq!(
            cell(&rows[0], ImportField::Title),
            names::label(ImportField::Title)
        );
        let row = &rows[1];
        for (field, expected) in [
            (ImportField::ExternalId, "visite-1@exemple.fr"),
            (
                ImportField::Title,
                "Visite de la fonderie, avec démonstration",
            ),
            (
                ImportField::PlainDescription,
                "Première ligne.\nSeconde ligne.",
            ),
            (
                ImportField::Timings,
                r#"[{"begin":"2018-03-26T09:00:00+02:00","end":"2018-03-26T10:30:00+02:00"}]"#,
            ),
            (ImportField::OccurrenceCount, "1"),
            (ImportField::PlaceName, "Fonderie du Rhône"),
            (ImportField::PlaceAddress, "1 rue de l’Usine"),
            (ImportField::PostalCode, "69200"),
            (ImportField::City, "Vénissieux"),
            (ImportField::Latitude, "45.697"),
            (ImportField::Longitude, "4.887"),
            (ImportField::PublicBookingUrl, "https://exemple.fr/visite"),
            (ImportField::ContactName, "Camille Martin"),
            (ImportField::ContactEmail, "camille@exemple.fr"),
        ] {
            assert_eq!(cell(row, field), expected, "{field}");
        }
    }

    #[test]
    fn a_rule_becomes_occurrences_without_its_exceptions() {
        let text = calendar(
            "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Atelier\r\nDTSTART:20180326T090000\r\nDURATION:PT1H\r\nRRULE:FREQ=DAILY;COUNT=5\r\n\
             EXDATE:20180328T090000\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20180327T090000\r\nSUMMARY:Atelier\r\nDTSTART:20180327T140000\r\nDTEND:20180327T150000\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:a\r\nRECURRENCE-ID:20180329T090000\r\nSUMMARY:Atelier\r\nSTATUS:CANCELLED\r\nDTSTART:20180329T090000\r\nDTEND:20180329T100000\r\nEND:VEVENT\r\n",
        );

        let rows = rows(&text);

        assert_eq!(rows.len(), 2);
        assert_eq!(
            cell(&rows[1], ImportField::Timings),
            r#"[{"begin":"2018-03-26T09:00","end":"2018-03-26T10:00"},{"begin":"2018-03-27T14:00","end":"2018-03-27T15:00"},{"begin":"2018-03-30T09:00","end":"2018-03-30T10:00"}]"#
        );
    }

    #[test]
    fn a_cancelled_event_is_left_out() {
        let text = calendar(
            "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Annulé\r\nSTATUS:CANCELLED\r\nDTSTART:20180326T090000Z\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Maintenu\r\nDTSTART:20180326T090000Z\r\nDTEND:20180326T100000Z\r\nEND:VEVENT\r\n",
        );

        let rows = rows(&text);

        assert_eq!(rows.len(), 2);
        assert_eq!(cell(&rows[1], ImportField::Title), "Maintenu");
        assert_eq!(rows[1].number, 2);
    }

    #[test]
    fn an_endless_rule_is_cut_off_and_says_so() {
        let text = calendar(
            "BEGIN:VEVENT\r\nUID:a\r\nSUMMARY:Sans fin\r\nDTSTART:20180326T090000Z\r\nDTEND:20180326T100000Z\r\nRRULE:FREQ=DAILY\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:b\r\nSUMMARY:Une fois\r\nDTSTART:20180326T090000Z\r\nDTEND:20180326T100000Z\r\nEND:VEVENT\r\n",
        );

        let rows = rows(&text);

        assert_eq!(
            cell(&rows[1], ImportField::OccurrenceCount),
            EXPANDED.to_string()
        );
        assert!(cell(&rows[1], ImportField::Timings).len() <= limits::CELL_CHARS);
        assert_eq!(cell(&rows[2], ImportField::OccurrenceCount), "1");
    }

    #[test]
    fn a_calendar_without_events_has_no_row() {
        assert_eq!(rows(&calendar("")), Vec::<Row>::new());
    }

    #[rstest]
    #[case("Usine, 1 rue Neuve, 69003 Lyon", ("Usine", "1 rue Neuve", "69003", "Lyon"))]
    #[case("Usine\n1 rue Neuve\nBâtiment B\n69003 Lyon\nFrance", ("Usine", "1 rue Neuve, Bâtiment B", "69003", "Lyon"))]
    #[case("Salle polyvalente", ("Salle polyvalente", "", "", ""))]
    #[case("69003 Lyon", ("", "", "69003", "Lyon"))]
    #[case("Hall 690031", ("Hall 690031", "", "", ""))]
    #[case("", ("", "", "", ""))]
    fn a_place_has_parts(#[case] location: &str, #[case] parts: (&str, &str, &str, &str)) {
        let Place {
            name,
            address,
            postal_code,
            city,
        } = Place::of(location);

        assert_eq!(
            (
                name.as_str(),
                address.as_str(),
                postal_code.as_str(),
                city.as_str()
            ),
            parts
        );
    }

    #[rstest]
    #[case(b"BEGIN:VCALENDAR\r\n", true)]
    #[case(b"\xEF\xBB\xBFbegin:vcalendar\n", true)]
    #[case(b"\r\nBEGIN:VCALENDAR", true)]
    #[case(b"BEGIN;Titre", false)]
    #[case(b"", false)]
    fn calendars_are_recognised(#[case] bytes: &[u8], #[case] expected: bool) {
        assert_eq!(is_calendar(bytes), expected);
    }
}
