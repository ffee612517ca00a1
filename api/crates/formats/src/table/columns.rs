//! The columns of the table, in order.

use super::cell::{Cell, Row};
use crate::texts;
use chrono::{DateTime, FixedOffset};
use serde_json::{Map, Value, json};
use shared::calendar::OccurrenceState;
use shared::event::{AttendanceMode, Booking, LifeStatus, QueryFaults, StoredImage};
use shared::french::dates;
use shared::place::{DepartmentCode, RegionCode};
use shared::problem::{Code, FieldProblem};
use shared::text::markdown;

/// Name of the query parameter that selects columns.
pub const COLUMNS: &str = "columns";

/// Name of a column that has a number for every event.
const NUMBERS: &str = "sdi_occurrences";

/// Type of a column, following Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Uri,
    Email,
    Time,
    Date,
    Integer,
    Number,
    Boolean,
    Json,
}

#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) kind: Kind,
    /// Reads the value from an event.
    pub(super) read: for<'a> fn(Row<'a>) -> Cell<'a>,
}

impl Column {
    /// Description in French: the message `table.column.<name>`, or that the programme has no data for the column.
    pub(super) fn description(&self) -> &'static str {
        self.own_description()
            .unwrap_or_else(|| messages::t("table.column_without_data"))
    }

    fn own_description(&self) -> Option<&'static str> {
        messages::all().get(&format!("table.column.{}", self.name))
    }
}

/// A selection of columns, in order.
#[derive(Debug, Clone)]
pub struct Columns(Vec<&'static Column>);

impl Columns {
    /// Parses a comma-separated list such as `uid,title_fr`; all columns when absent.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` at `/columns`, naming each unknown or repeated column.
    pub fn parse(names: Option<&str>) -> Result<Self, QueryFaults> {
        let Some(names) = names else {
            return Ok(Self(ALL.iter().collect()));
        };
        let mut chosen: Vec<&Column> = Vec::new();
        for name in names.split(',').map(str::trim) {
            let column = ALL
                .iter()
                .find(|column| column.name == name)
                .ok_or_else(|| {
                    let name: String = name.chars().take(60).collect();
                    fault(format!("`{name}` is not a column"))
                })?;
            if chosen.iter().any(|known| known.name == name) {
                return Err(fault(format!("`{name}` stands twice")));
            }
            chosen.push(column);
        }
        Ok(Self(chosen))
    }

    /// The columns, with one of numbers added if all are text.
    ///
    /// Programs that guess, as GDAL does, take the first row for the names of the columns only if the types of the second
    /// one differ.
    pub(super) fn with_numbers(&self) -> Self {
        let is_text = |column: &&Column| {
            matches!(
                column.kind,
                Kind::Text | Kind::Uri | Kind::Email | Kind::Json
            )
        };
        let mut columns = self.0.clone();
        if columns.iter().copied().all(|column| is_text(&column)) {
            columns.extend(ALL.iter().find(|column| column.name == NUMBERS));
        }
        Self(columns)
    }

    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = &'static Column> {
        self.0.iter().copied()
    }
}

fn fault(detail: String) -> QueryFaults {
    let pointer = format!("/{COLUMNS}");
    QueryFaults(vec![FieldProblem::new(
        pointer,
        Code::InvalidParameter,
        detail,
    )])
}

macro_rules! columns {
    ($($name:ident: $kind:ident, $read:expr;)*) => {
        /// All columns, in the order of the table.
        const ALL: &[Column] = &[ $( Column {
            name: stringify!($name),
            kind: Kind::$kind,
            read: $read,
        }, )* ];
    };
}

columns! {
    uid: Text, |row| Cell::generated(row.entry.event.id.to_string());
    slug: Text, |row| Cell::code(&row.entry.event.slug);
    canonicalurl: Uri, |row| Cell::generated(row.collection.page(&row.entry.event));
    title_fr: Text, |row| Cell::text(&row.entry.event.title);
    description_fr: Text, |row| Cell::text(&row.entry.event.summary);
    longdescription_fr: Text, |row| Cell::Text(markdown::plain(&row.entry.event.description));
    conditions_fr: Text, |row| Cell::maybe(row.entry.event.conditions.as_deref());
    keywords_fr: Text, |row| Cell::list(row.collection.labels(&row.entry.event, &row.entry.event.topics, |edition| &edition.vocabularies.topics));
    image: Uri, |row| image(row, |image| image.address_for(960));
    imagecredits: Text, |row| Cell::maybe(row.entry.event.image.as_ref().map(|image| image.credits.as_str()));
    thumbnail: Uri, |row| image(row, |image| image.address_for(480));
    originalimage: Uri, |row| image(row, StoredImage::address);
    updatedat: Time, |row| time(row.entry.event.updated_at);
    daterange_fr: Text, |row| Cell::generated(date_range(row));
    firstdate_begin: Time, |row| time(row.entry.event.occurrences.first_begin());
    firstdate_end: Time, |row| row.entry.event.occurrences.held().next().map_or(Cell::Empty, |first| time(first.end()));
    lastdate_begin: Time, |row| row.entry.event.occurrences.held().next_back().map_or(Cell::Empty, |last| time(last.begin()));
    lastdate_end: Time, |row| time(row.entry.event.occurrences.last_end());
    timings: Json, timings;
    accessibility: Text, |row| Cell::list(row.entry.event.accessibility.iter().map(|flag| flag.openagenda_code()));
    accessibility_label_fr: Text, |row| Cell::list(row.entry.event.accessibility.iter().map(|flag| texts::accessibility(*flag)));
    location_uid: Text, |_| Cell::Empty;
    location_coordinates: Text, |row| row.entry.event.venue.as_ref().map_or(Cell::Empty, |venue| Cell::generated(format!("{:.6}, {:.6}", venue.position.lat(), venue.position.lon())));
    location_name: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().map(|venue| venue.name.as_str()));
    location_address: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().map(|venue| venue.address.as_str()));
    location_district: Text, |_| Cell::Empty;
    location_insee: Text, |row| Cell::maybe_code(row.entry.event.venue.as_ref().map(|venue| venue.insee.as_str()));
    location_postalcode: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().map(|venue| venue.postal_code.as_str()));
    location_city: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().map(|venue| venue.city.as_str()));
    location_department: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().map(|venue| venue.department_name.as_str()));
    location_region: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().map(|venue| venue.region_name.as_str()));
    location_countrycode: Text, |row| row.entry.event.venue.as_ref().map_or(Cell::Empty, |_| Cell::code("FR"));
    location_image: Uri, |_| Cell::Empty;
    location_imagecredits: Text, |_| Cell::Empty;
    location_phone: Text, |_| Cell::Empty;
    location_website: Uri, |_| Cell::Empty;
    location_links: Text, |_| Cell::Empty;
    location_tags: Text, |_| Cell::Empty;
    location_description_fr: Text, |_| Cell::Empty;
    location_access_fr: Text, |row| Cell::maybe(row.entry.event.venue.as_ref().and_then(|venue| venue.access.as_deref()));
    attendancemode: Json, |row| attendance(row.entry.event.attendance_mode);
    onlineaccesslink: Uri, |row| Cell::maybe_code(row.entry.event.online_url.as_deref());
    status: Json, |row| status(row.entry.event.life_status);
    age_min: Integer, |row| row.entry.event.age.and_then(|age| age.min).map_or(Cell::Empty, |years| Cell::Integer(years.into()));
    age_max: Integer, |row| row.entry.event.age.and_then(|age| age.max).map_or(Cell::Empty, |years| Cell::Integer(years.into()));
    originagenda_title: Text, |row| Cell::maybe_code(row.collection.edition_of(&row.entry.event).map(|edition| edition.name.as_str()));
    originagenda_uid: Text, |row| Cell::code(&row.entry.event.edition);
    category: Text, |row| Cell::text(row.collection.kind(&row.entry.event));
    country_fr: Text, |row| row.entry.event.venue.as_ref().map_or(Cell::Empty, |_| Cell::code("France"));
    registration: Json, registration;
    links: Text, |_| Cell::Empty;
    sdi_edition: Text, |row| Cell::code(&row.entry.event.edition);
    sdi_image_alt: Text, |row| Cell::maybe(row.entry.event.image.as_ref().map(|image| image.alt.as_str()));
    sdi_kind: Text, |row| Cell::code(&row.entry.event.kind);
    sdi_audiences: Text, |row| Cell::list(&row.entry.event.audiences);
    sdi_audiences_label: Text, |row| Cell::list(row.collection.audiences(&row.entry.event));
    sdi_topics: Text, |row| Cell::list(&row.entry.event.topics);
    sdi_sectors: Text, |row| Cell::list(&row.entry.event.sectors);
    sdi_sectors_label: Text, |row| Cell::list(row.collection.labels(&row.entry.event, &row.entry.event.sectors, |edition| &edition.vocabularies.sectors));
    sdi_follows_theme: Boolean, |row| Cell::Boolean(row.entry.event.follows_theme);
    sdi_access: Text, |row| Cell::code(row.entry.event.access_mode.as_str());
    sdi_access_label: Text, |row| Cell::code(texts::access(row.entry.event.access_mode));
    sdi_attendance: Text, |row| Cell::code(row.entry.event.attendance_mode.as_str());
    sdi_life_status: Text, |row| Cell::code(row.entry.event.life_status.as_str());
    sdi_life_note: Text, |row| Cell::maybe(row.entry.event.life_note.as_deref());
    sdi_organiser: Text, |row| Cell::text(&row.entry.event.organiser.name);
    sdi_organiser_kind: Text, |row| Cell::code(&row.entry.event.organiser.kind);
    sdi_organiser_siret: Text, |row| Cell::maybe_code(row.entry.event.organiser.siret.as_deref());
    sdi_on_behalf_of: Text, |row| Cell::maybe(row.entry.event.organiser.on_behalf_of.as_deref());
    sdi_co_organisers: Text, |row| Cell::texts(&row.entry.event.organiser.co_organisers);
    sdi_department: Text, |row| Cell::maybe_code(row.entry.department.as_ref().map(DepartmentCode::as_str));
    sdi_region: Text, |row| Cell::maybe_code(row.entry.region.as_ref().map(RegionCode::as_str));
    sdi_longitude: Number, |row| row.entry.event.venue.as_ref().map_or(Cell::Empty, |venue| Cell::Number(venue.position.lon()));
    sdi_latitude: Number, |row| row.entry.event.venue.as_ref().map_or(Cell::Empty, |venue| Cell::Number(venue.position.lat()));
    sdi_timezone: Text, |row| Cell::code(&row.entry.event.timezone);
    sdi_occurrences: Integer, |row| number(row.entry.event.occurrences.held().count());
    sdi_capacity: Integer, capacity;
    sdi_public_booking_url: Uri, |row| booking(row.entry.event.public_booking.as_ref(), |booking| booking.url.as_deref());
    sdi_public_booking_email: Email, |row| booking(row.entry.event.public_booking.as_ref(), |booking| booking.email.as_deref());
    sdi_public_booking_phone: Text, |row| Cell::maybe(row.entry.event.public_booking.as_ref().and_then(|booking| booking.phone.as_deref()));
    sdi_public_booking_deadline: Date, |row| deadline(row.entry.event.public_booking.as_ref());
    sdi_school_booking_url: Uri, |row| booking(row.entry.event.school_booking.as_ref(), |booking| booking.url.as_deref());
    sdi_school_booking_email: Email, |row| booking(row.entry.event.school_booking.as_ref(), |booking| booking.email.as_deref());
    sdi_school_booking_phone: Text, |row| Cell::maybe(row.entry.event.school_booking.as_ref().and_then(|booking| booking.phone.as_deref()));
    sdi_school_booking_deadline: Date, |row| deadline(row.entry.event.school_booking.as_ref());
    sdi_constraints: Text, |row| Cell::list(&row.entry.event.constraints);
    sdi_constraints_label: Text, |row| Cell::list(row.collection.labels(&row.entry.event, &row.entry.event.constraints, |edition| &edition.vocabularies.constraints));
    sdi_constraints_note: Text, |row| Cell::maybe(row.entry.event.constraints_note.as_deref());
    sdi_labelled_at: Time, |row| time(row.entry.event.labelled_at);
    sdi_cancelled_occurrences: Integer, |row| number(in_state(row, OccurrenceState::Cancelled));
    sdi_full_occurrences: Integer, |row| number(in_state(row, OccurrenceState::Full));
    sdi_places_left: Integer, places_left;
    sdi_occurrence_states: Json, states;
    sdi_additional: Json, answers;
    sdi_additional_label: Text, answers_in_words;
}

fn time<'a>(at: impl Into<DateTime<FixedOffset>>) -> Cell<'a> {
    Cell::Time(at.into())
}

fn image(row: Row<'_>, address: fn(&StoredImage) -> String) -> Cell<'_> {
    let Some(image) = &row.entry.event.image else {
        return Cell::Empty;
    };
    Cell::generated(row.collection.on_site(&address(&image.file())))
}

fn date_range(row: Row<'_>) -> String {
    let all = &row.entry.event.occurrences;
    dates::span(all.first_begin(), all.last_end())
}

fn number<'a>(count: usize) -> Cell<'a> {
    Cell::Integer(u32::try_from(count).unwrap_or(u32::MAX))
}

/// The occurrences that take place: a date in `timings` cannot be marked as cancelled.
fn timings(row: Row<'_>) -> Cell<'_> {
    let slots: Vec<Value> = row
        .entry
        .event
        .occurrences
        .held()
        .map(|slot| json!({ "begin": slot.begin().to_rfc3339(), "end": slot.end().to_rfc3339() }))
        .collect();
    Cell::json(&Value::Array(slots))
}

/// A coded value of OpenAgenda, as JSON with its number and label.
fn numbered<'a>(id: u8, label: &str) -> Cell<'a> {
    Cell::json(&json!({ "id": id, "label": { "fr": label } }))
}

fn attendance<'a>(mode: AttendanceMode) -> Cell<'a> {
    numbered(mode.openagenda_code(), texts::attendance(mode))
}

fn status<'a>(life: LifeStatus) -> Cell<'a> {
    numbered(life.openagenda_code(), texts::life_status(life))
}

fn registration(row: Row<'_>) -> Cell<'_> {
    let Some(Booking {
        url, email, phone, ..
    }) = &row.entry.event.public_booking
    else {
        return Cell::Empty;
    };
    let ways: Vec<Value> = [("link", url), ("email", email), ("phone", phone)]
        .into_iter()
        .filter_map(|(kind, value)| Some(json!({ "type": kind, "value": value.as_deref()? })))
        .collect();
    Cell::json(&Value::Array(ways))
}

/// Number of occurrences in a state.
fn in_state(row: Row<'_>, state: OccurrenceState) -> usize {
    let all = row.entry.event.occurrences.occurrences().iter();
    all.filter(|occurrence| occurrence.state() == state).count()
}

/// The free places of all occurrences that admit people, if each tells its own; 0 if none does.
fn places_left(row: Row<'_>) -> Cell<'_> {
    row.entry
        .event
        .joinable()
        .map(shared::calendar::Occurrence::places_left)
        .sum::<Option<u32>>()
        .map_or(Cell::Empty, Cell::Integer)
}

/// All occurrences, with number, times, state and places.
fn states(row: Row<'_>) -> Cell<'_> {
    let all = row.entry.event.occurrences.by_number();
    let states = all.map(|(number, occurrence)| {
        let (begin, end) = occurrence.previous().unzip();
        json!({
            "number": number,
            "begin": occurrence.begin(),
            "end": occurrence.end(),
            "state": occurrence.state(),
            "capacity": occurrence.capacity(),
            "placesLeft": occurrence.places_left(),
            "previousBegin": begin,
            "previousEnd": end,
        })
    });
    Cell::json(&states.collect())
}

/// The public answers to the additional fields of the edition, by key.
fn answers(row: Row<'_>) -> Cell<'_> {
    let event = &row.entry.event;
    let edition = row.collection.edition_of(event);
    let answers = edition.map(|edition| event.answers.public(edition));
    let answers: Map<String, Value> = answers
        .into_iter()
        .flatten()
        .map(|(field, answer)| {
            let value = match answer.file() {
                Some(file) => {
                    let url = row.collection.file(event, &file.id);
                    json!({ "name": file.name, "url": url })
                }
                None => json!(answer),
            };
            (field.key.to_string(), value)
        })
        .collect();
    if answers.is_empty() {
        Cell::Empty
    } else {
        Cell::json(&Value::Object(answers))
    }
}

/// The same in French, with the labels of the fields.
fn answers_in_words(row: Row<'_>) -> Cell<'_> {
    let event = &row.entry.event;
    let answers = texts::answers(row.collection.edition_of(event), event).into_iter();
    Cell::texts(answers.map(|(label, words)| format!("{label}\u{a0}: {}", words.join(", "))))
}

fn capacity(row: Row<'_>) -> Cell<'_> {
    let each = row.entry.event.occurrences.held();
    each.map(shared::calendar::Occurrence::capacity)
        .sum::<Option<u32>>()
        .map_or(Cell::Empty, Cell::Integer)
}

fn booking(booking: Option<&Booking>, read: fn(&Booking) -> Option<&str>) -> Cell<'_> {
    Cell::maybe_code(booking.and_then(read))
}

fn deadline(booking: Option<&Booking>) -> Cell<'_> {
    booking
        .and_then(|booking| booking.deadline)
        .map_or(Cell::Empty, Cell::Date)
}

#[cfg(test)]
mod tests {
    use super::super::cell::LIST;
    use super::*;
    use std::collections::BTreeSet;

    /// Columns of `evenements-publics-openagenda`, without those of contributors.
    const OPENDATASOFT: &str = "uid, slug, canonicalurl, title_fr, description_fr, longdescription_fr, conditions_fr, keywords_fr, image, \
        imagecredits, thumbnail, originalimage, updatedat, daterange_fr, firstdate_begin, firstdate_end, lastdate_begin, \
        lastdate_end, timings, accessibility, accessibility_label_fr, location_uid, location_coordinates, location_name, \
        location_address, location_district, location_insee, location_postalcode, location_city, location_department, \
        location_region, location_countrycode, location_image, location_imagecredits, location_phone, location_website, \
        location_links, location_tags, location_description_fr, location_access_fr, attendancemode, onlineaccesslink, status, \
        age_min, age_max, originagenda_title, originagenda_uid, category, country_fr, registration, links";

    #[test]
    fn known_columns_come_first_and_own_columns_are_prefixed() {
        let names: Vec<_> = ALL.iter().map(|column| column.name).collect();
        let known: Vec<_> = OPENDATASOFT.split(',').map(str::trim).collect();
        let (shared, ours) = names.split_at(known.len());
        assert_eq!(shared, known);
        assert!(ours.iter().all(|name| name.starts_with("sdi_")));
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        assert!(
            ALL.iter()
                .all(|column| !column.description().contains(LIST))
        );
    }

    #[test]
    fn only_columns_without_data_have_no_description_of_their_own() {
        let without: Vec<_> = ALL
            .iter()
            .filter(|column| column.own_description().is_none())
            .map(|column| column.name)
            .collect();

        assert_eq!(
            without,
            [
                "location_uid",
                "location_district",
                "location_image",
                "location_imagecredits",
                "location_phone",
                "location_website",
                "location_links",
                "location_tags",
                "location_description_fr",
                "links",
            ]
        );
    }

    #[test]
    fn unknown_and_repeated_columns_are_reported() {
        for (asked, named) in [("uid,colour", "colour"), ("uid,uid", "uid"), ("uid,", "``")] {
            let faults = Columns::parse(Some(asked)).unwrap_err().0;
            assert_eq!(faults[0].pointer, "/columns");
            assert!(faults[0].detail.contains(named), "{asked}");
        }
        assert_eq!(
            Columns::parse(Some("title_fr, uid")).unwrap().iter().len(),
            2
        );
    }
}
