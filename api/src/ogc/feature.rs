//! A labelled event as a feature.
//!
//! Every property is always there, with `null` for what an event has not: clients learn the columns from the first few
//! items. A property that the items are filtered by bears the parameter's name.

use super::GEO_JSON;
use super::link::Link;
use catalogue::Entry;
use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;
use serde_json::Value;
use shared::edition::Edition;
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode, Booking, LifeStatus};
use shared::id::EventId;
use shared::place::{DepartmentCode, InseeCode, Position, RegionCode};
use std::io::Write;
use std::sync::Arc;
use utoipa::ToSchema;

/// A labelled event (RFC 7946).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcFeature)]
pub(super) struct Feature<'a> {
    /// `Feature`.
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    kind: &'static str,
    /// Identifier of the event.
    id: EventId,
    /// Where it takes place; `null` when online only.
    geometry: Option<Point>,
    /// What is known of it.
    properties: Properties<'a>,
    /// Where else it stands; only where the item is asked for alone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
}

/// A point (RFC 7946).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcPoint)]
struct Point {
    /// `Point`.
    #[serde(rename = "type")]
    #[schema(example = "Point")]
    kind: &'static str,
    /// Longitude, latitude in degrees (WGS 84).
    coordinates: [f64; 2],
}

/// What is known of an event. Times are RFC 3339, of the clocks of its place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcProperties)]
struct Properties<'a> {
    /// Slug of the edition.
    edition: &'a str,
    /// Its page for people.
    url: String,
    /// Whether it takes place as announced.
    status: LifeStatus,
    /// The organiser's word on that, in French.
    status_note: Option<&'a str>,
    /// Title.
    title: &'a str,
    /// Summary.
    summary: &'a str,
    /// Description: plain text.
    description: &'a str,
    /// Term of the edition's `kinds`.
    kind: &'a str,
    /// What people read for it, in French.
    kind_label: &'a str,
    /// Terms of the edition's `topics`.
    topic: &'a [String],
    /// Terms of the edition's `sectors`.
    sector: &'a [String],
    /// Terms of the edition's `audiences`.
    audience: &'a [String],
    /// Who gets in.
    access: AccessMode,
    /// Youngest age, in years.
    age_min: Option<u8>,
    /// Oldest age, in years.
    age_max: Option<u8>,
    /// Conditions in words.
    conditions: Option<&'a str>,
    /// What it is fit for.
    accessibility: &'a [AccessibilityFlag],
    /// How one takes part.
    attendance: AttendanceMode,
    /// Who holds it.
    organiser: &'a str,
    /// Begin of the first occurrence.
    begin: DateTime<FixedOffset>,
    /// End of the last occurrence.
    end: DateTime<FixedOffset>,
    /// Every occurrence: begin and end, parted by a slash (ISO 8601).
    occurrences: Vec<String>,
    /// IANA name of the zone of its clocks.
    timezone: &'a str,
    /// Name of the place.
    venue: Option<&'a str>,
    /// Street and number.
    address: Option<&'a str>,
    /// Postal code.
    postal_code: Option<&'a str>,
    /// INSEE code of the commune.
    insee: Option<&'a InseeCode>,
    /// Name of the commune.
    city: Option<&'a str>,
    /// INSEE code of the department that answers for it.
    department: Option<&'a DepartmentCode>,
    /// INSEE code of the region that answers for it.
    region: Option<&'a RegionCode>,
    /// Link to take part online.
    online_url: Option<&'a str>,
    /// How the public books: web address, else e-mail address, else telephone number.
    public_booking: Option<&'a str>,
    /// How schools book, likewise.
    school_booking: Option<&'a str>,
    /// When the label was given.
    labelled_at: DateTime<Utc>,
    /// Last change of what the public sees.
    updated_at: DateTime<Utc>,
}

impl<'a> Feature<'a> {
    /// The feature of an event; `site` is how people reach the site.
    pub(super) fn of(entry: &'a Entry, edition: &'a Edition, site: &str) -> Self {
        let event = &entry.event;
        let venue = event.venue.as_ref();
        let kinds = &edition.vocabularies.kinds;
        let kind = kinds.iter().find(|term| term.id == event.kind);
        Self {
            kind: "Feature",
            id: event.id,
            geometry: venue.map(|venue| Point::at(venue.position)),
            properties: Properties {
                edition: &event.edition,
                url: format!("{site}/evenements/{}/{}", event.edition, event.slug),
                status: event.life_status,
                status_note: event.life_note.as_deref(),
                title: &event.title,
                summary: &event.summary,
                description: &event.description,
                kind: &event.kind,
                kind_label: kind.map_or(event.kind.as_str(), |term| &term.label),
                topic: &event.topics,
                sector: &event.sectors,
                audience: &event.audiences,
                access: event.access_mode,
                age_min: event.age.and_then(|age| age.min),
                age_max: event.age.and_then(|age| age.max),
                conditions: event.conditions.as_deref(),
                accessibility: &event.accessibility,
                attendance: event.attendance_mode,
                organiser: &event.organiser.name,
                begin: event.occurrences.first_begin(),
                end: event.occurrences.last_end(),
                occurrences: event
                    .occurrences
                    .occurrences()
                    .iter()
                    .map(|one| format!("{}/{}", one.begin().to_rfc3339(), one.end().to_rfc3339()))
                    .collect(),
                timezone: &event.timezone,
                venue: venue.map(|venue| venue.name.as_str()),
                address: venue.map(|venue| venue.address.as_str()),
                postal_code: venue.map(|venue| venue.postal_code.as_str()),
                insee: venue.map(|venue| &venue.insee),
                city: venue.map(|venue| venue.city.as_str()),
                department: entry.department.as_ref(),
                region: entry.region.as_ref(),
                online_url: event.online_url.as_deref(),
                public_booking: event.public_booking.as_ref().and_then(way),
                school_booking: event.school_booking.as_ref().and_then(way),
                labelled_at: event.labelled_at,
                updated_at: event.updated_at,
            },
            links: Vec::new(),
        }
    }

    /// The same, asked for alone at `here` in the collection at `collection`.
    pub(super) fn linked(mut self, here: &str, collection: &str, title: &str) -> Self {
        self.links.extend(Link::both_forms(here, GEO_JSON));
        self.links.extend([
            Link::new("collection", super::JSON, collection, title),
            Link::new(
                "canonical",
                super::HTML,
                self.properties.url.clone(),
                self.properties.title,
            ),
            Link::licence(),
        ]);
        self
    }

    pub(super) fn links(&self) -> &[Link] {
        &self.links
    }

    /// Name and value of each property that there is, for people.
    ///
    /// # Errors
    ///
    /// When a property has no JSON form, which its types do not allow.
    pub(super) fn facts(&self) -> serde_json::Result<Vec<(String, String)>> {
        let Value::Object(properties) = serde_json::to_value(&self.properties)? else {
            return Ok(Vec::new());
        };
        Ok(properties
            .into_iter()
            .map(|(name, value)| (name, shown(&value)))
            .filter(|(_, text)| !text.is_empty())
            .collect())
    }
}

impl Point {
    fn at(position: Position) -> Self {
        Self {
            kind: "Point",
            coordinates: [position.lon(), position.lat()],
        }
    }
}

/// The first way to book.
fn way(booking: &Booking) -> Option<&str> {
    let Booking {
        url,
        email,
        phone,
        deadline: _,
    } = booking;
    [url, email, phone].into_iter().find_map(Option::as_deref)
}

/// Writes the features of one edition as a `FeatureCollection`.
///
/// # Errors
///
/// When they cannot be written.
pub(crate) fn write_features(
    to: &mut impl Write,
    edition: &Edition,
    entries: &[Arc<Entry>],
    site: &str,
) -> std::io::Result<()> {
    to.write_all(br#"{"type":"FeatureCollection","features":["#)?;
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            to.write_all(b",\n")?;
        }
        serde_json::to_writer(&mut *to, &Feature::of(entry, edition, site))?;
    }
    to.write_all(b"]}\n")
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => other.to_string(),
    }
}
