//! The properties that a filter may name: those of a feature that have one value, and its geometry.

use catalogue::Entry;
use chrono::{DateTime, FixedOffset, NaiveDate};
use serde_json::{Map, Value as Json, json};
use shared::place::{DepartmentCode, RegionCode};
use std::borrow::Cow;

/// Name of the geometry in a filter.
pub(super) const GEOMETRY: &str = "geometry";

/// A property of an event, by its name in a feature.
#[derive(Debug)]
pub(super) struct Queryable {
    pub(super) name: &'static str,
    read: Read,
}

/// Reads the property; `None` where the feature has `null`.
#[derive(Debug)]
enum Read {
    Text(for<'a> fn(&'a Entry) -> Option<&'a str>),
    Number(fn(&Entry) -> Option<u8>),
    Moment(fn(&Entry) -> DateTime<FixedOffset>),
}

/// A value of a property, or in a filter.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value<'a> {
    Text(Cow<'a, str>),
    Number(f64),
    Truth(bool),
    /// In the local time of the event, if it is the event's.
    Moment(DateTime<FixedOffset>),
    Day(NaiveDate),
}

/// Kind of a value: only values of one kind are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Number,
    Truth,
    Time,
}

static ALL: [Queryable; 21] = [
    text("edition", |entry| Some(entry.event.edition.as_str())),
    text("status", |entry| Some(entry.event.life_status.as_str())),
    text("title", |entry| Some(entry.event.title.as_str())),
    text("summary", |entry| Some(entry.event.summary.as_str())),
    text("kind", |entry| Some(entry.event.kind.as_str())),
    text("access", |entry| Some(entry.event.access_mode.as_str())),
    number("age_min", |entry| entry.event.age.and_then(|age| age.min)),
    number("age_max", |entry| entry.event.age.and_then(|age| age.max)),
    text("attendance", |entry| {
        Some(entry.event.attendance_mode.as_str())
    }),
    text("organiser", |entry| {
        Some(entry.event.organiser.name.as_str())
    }),
    moment("begin", |entry| entry.event.occurrences.first_begin()),
    moment("end", |entry| entry.event.occurrences.last_end()),
    text("timezone", |entry| Some(entry.event.timezone.as_str())),
    text("venue", |entry| {
        entry.event.venue.as_ref().map(|venue| venue.name.as_str())
    }),
    text("postal_code", |entry| {
        let venue = entry.event.venue.as_ref();
        venue.map(|venue| venue.postal_code.as_str())
    }),
    text("insee", |entry| {
        entry.event.venue.as_ref().map(|venue| venue.insee.as_str())
    }),
    text("city", |entry| {
        entry.event.venue.as_ref().map(|venue| venue.city.as_str())
    }),
    text("department", |entry| {
        entry.department.as_ref().map(DepartmentCode::as_str)
    }),
    text("region", |entry| {
        entry.region.as_ref().map(RegionCode::as_str)
    }),
    moment("labelled_at", |entry| {
        entry.event.labelled_at.fixed_offset()
    }),
    moment("updated_at", |entry| entry.event.updated_at.fixed_offset()),
];

const fn text(name: &'static str, read: for<'a> fn(&'a Entry) -> Option<&'a str>) -> Queryable {
    Queryable {
        name,
        read: Read::Text(read),
    }
}

const fn number(name: &'static str, read: fn(&Entry) -> Option<u8>) -> Queryable {
    Queryable {
        name,
        read: Read::Number(read),
    }
}

const fn moment(name: &'static str, read: fn(&Entry) -> DateTime<FixedOffset>) -> Queryable {
    Queryable {
        name,
        read: Read::Moment(read),
    }
}

impl Queryable {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        ALL.iter().find(|one| one.name == name)
    }

    pub(super) fn kind(&self) -> Kind {
        match self.read {
            Read::Text(_) => Kind::Text,
            Read::Number(_) => Kind::Number,
            Read::Moment(_) => Kind::Time,
        }
    }

    pub(super) fn value<'a>(&self, entry: &'a Entry) -> Option<Value<'a>> {
        match self.read {
            Read::Text(read) => read(entry).map(Cow::Borrowed).map(Value::Text),
            Read::Number(read) => read(entry).map(|number| Value::Number(f64::from(number))),
            Read::Moment(read) => Some(Value::Moment(read(entry))),
        }
    }

    fn schema(&self) -> Json {
        match self.read {
            Read::Text(_) => json!({ "type": "string" }),
            Read::Number(_) => json!({ "type": "integer" }),
            Read::Moment(_) => json!({ "type": "string", "format": "date-time" }),
        }
    }
}

/// Two properties with one name are the same.
impl PartialEq for Queryable {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Value<'_> {
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::Text(_) => Kind::Text,
            Self::Number(_) => Kind::Number,
            Self::Truth(_) => Kind::Truth,
            Self::Moment(_) | Self::Day(_) => Kind::Time,
        }
    }
}

/// Name and JSON Schema of each property and of the geometry.
pub(super) fn properties() -> Map<String, Json> {
    let geometry = json!({ "x-ogc-role": "primary-geometry", "format": "geometry-point" });
    ALL.iter()
        .map(|one| (one.name.to_owned(), one.schema()))
        .chain([(GEOMETRY.to_owned(), geometry)])
        .collect()
}
