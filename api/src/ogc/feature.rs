//! A labelled event as a GeoJSON feature.
//!
//! All properties are always present, with `null` for missing values: clients derive the columns from the first few items. A
//! property that can be filtered has the name of its query parameter.

use super::GEO_JSON;
use super::crs::Crs;
use super::link::Link;
use catalogue::Entry;
use chrono::{DateTime, FixedOffset, Utc};
use serde::Serialize;
use serde_json::Value;
use shared::calendar::{Occurrence, OccurrenceState};
use shared::edition::Edition;
use shared::event::{AccessMode, AccessibilityFlag, AttendanceMode, Booking, LifeStatus};
use shared::id::EventId;
use shared::place::{DepartmentCode, InseeCode, Position, RegionCode};
use shared::text::markdown;
use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;
use utoipa::ToSchema;

/// A labelled event (RFC 7946).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcFeature)]
pub(super) struct Feature<'a> {
    /// GeoJSON type: always `Feature`.
    #[serde(rename = "type")]
    #[schema(example = "Feature")]
    kind: &'static str,
    /// Identifier of the event.
    id: EventId,
    /// Position of the venue; `null` for an online-only event, and where the requested system has no coordinates.
    geometry: Option<Point>,
    /// Properties of the event.
    properties: Properties<'a>,
    /// Links to other representations; only in the response for a single item.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    links: Vec<Link>,
}

/// A point (RFC 7946, but for its system).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcPoint)]
struct Point {
    /// GeoJSON type: always `Point`.
    #[serde(rename = "type")]
    #[schema(example = "Point")]
    kind: &'static str,
    /// Longitude and latitude in degrees (WGS 84), or the coordinates in the system that `crs` names, in the order of its axes.
    coordinates: [f64; 2],
}

/// Properties of an event. Times are RFC 3339 in the local time of the venue.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = OgcProperties)]
struct Properties<'a> {
    /// Slug of the edition.
    edition: &'a str,
    /// URL of the event's public page.
    url: String,
    /// Life status: scheduled, moved, postponed, full or cancelled.
    status: LifeStatus,
    /// Note of the organiser on the status, in French.
    status_note: Option<&'a str>,
    /// Title of the event, in French.
    title: &'a str,
    /// Summary of the event, in French.
    summary: &'a str,
    /// Description in plain text, in French: the Markdown of the event without its markup.
    description: Cow<'a, str>,
    /// Id of a term in the edition's `kinds`.
    kind: &'a str,
    /// Label of the kind, in French.
    kind_label: &'a str,
    /// Ids of terms in the edition's `topics`.
    topic: &'a [String],
    /// Ids of terms in the edition's `sectors`.
    sector: &'a [String],
    /// Ids of terms in the edition's `audiences`.
    audience: &'a [String],
    /// Admission rule: everyone, registered visitors, school groups or invited guests.
    access: AccessMode,
    /// Minimum age in years; `null` when there is none.
    age_min: Option<u8>,
    /// Maximum age in years; `null` when there is none.
    age_max: Option<u8>,
    /// Conditions of participation, in French.
    conditions: Option<&'a str>,
    /// Disabilities for which the venue is accessible.
    accessibility: &'a [AccessibilityFlag],
    /// Attendance mode: on site, online or both.
    attendance: AttendanceMode,
    /// Name of the organiser.
    organiser: &'a str,
    /// Begin of the first occurrence that takes place; of the first one when all are cancelled.
    begin: DateTime<FixedOffset>,
    /// End of the last occurrence that takes place; of the last one when all are cancelled.
    end: DateTime<FixedOffset>,
    /// The occurrences that take place, or all when all are cancelled: begin and end, separated by a slash (ISO 8601 intervals).
    occurrences: Vec<String>,
    /// State of each of `occurrences`, in the same order.
    occurrence_states: Vec<OccurrenceState>,
    /// IANA name of the time zone of the venue.
    timezone: &'a str,
    /// Name of the venue; `null` for an online-only event.
    venue: Option<&'a str>,
    /// Street and number of the venue.
    address: Option<&'a str>,
    /// Postal code of the venue, five digits.
    postal_code: Option<&'a str>,
    /// INSEE code of the commune.
    insee: Option<&'a InseeCode>,
    /// Name of the commune.
    city: Option<&'a str>,
    /// INSEE code of the department that is responsible for the event.
    department: Option<&'a DepartmentCode>,
    /// INSEE code of the region that is responsible for the event.
    region: Option<&'a RegionCode>,
    /// URL to take part online.
    online_url: Option<&'a str>,
    /// Booking for the public: URL, or else e-mail address, or else telephone number.
    public_booking: Option<&'a str>,
    /// Booking for schools, in the same format as `public_booking`.
    school_booking: Option<&'a str>,
    /// Time at which the label was awarded.
    labelled_at: DateTime<Utc>,
    /// Time of the last public change.
    updated_at: DateTime<Utc>,
}

impl<'a> Feature<'a> {
    /// Builds the feature of an event with its position in `crs`; `site` is the public URL of the site.
    pub(super) fn of(entry: &'a Entry, edition: &'a Edition, site: &str, crs: Crs) -> Self {
        let event = &entry.event;
        let venue = event.venue.as_ref();
        let kinds = &edition.vocabularies.kinds;
        let kind = kinds.iter().find(|term| term.id == event.kind);
        Self {
            kind: "Feature",
            id: event.id,
            geometry: venue.and_then(|venue| Point::at(venue.position, crs)),
            properties: Properties {
                edition: &event.edition,
                url: format!("{site}/evenements/{}/{}", event.edition, event.slug),
                status: event.life_status,
                status_note: event.life_note.as_deref(),
                title: &event.title,
                summary: &event.summary,
                description: markdown::plain(&event.description),
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
                    .held()
                    .map(|one| format!("{}/{}", one.begin().to_rfc3339(), one.end().to_rfc3339()))
                    .collect(),
                occurrence_states: event.occurrences.held().map(Occurrence::state).collect(),
                timezone: &event.timezone,
                venue: venue.map(|venue| venue.name.as_str()),
                address: venue.map(|venue| venue.address.as_str()),
                postal_code: venue.map(|venue| venue.postal_code.as_str()),
                insee: venue.map(|venue| &venue.insee),
                city: venue.map(|venue| venue.city.as_str()),
                department: entry.department.as_ref(),
                region: entry.region.as_ref(),
                online_url: event.online_url.as_deref(),
                public_booking: event.public_booking.as_ref().and_then(booking_contact),
                school_booking: event.school_booking.as_ref().and_then(booking_contact),
                labelled_at: event.labelled_at,
                updated_at: event.updated_at,
            },
            links: Vec::new(),
        }
    }

    /// Adds the links of a single-item response; `here` is its URL, `collection` that of its collection.
    pub(super) fn linked(mut self, here: &str, collection: &str, title: &str) -> Self {
        self.links.extend(Link::self_and_alternate(here, GEO_JSON));
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

    /// Name and value of each property that is not `null`, for the HTML page.
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
    fn at(position: Position, crs: Crs) -> Option<Self> {
        let coordinates = crs.coordinates(position)?;
        Some(Self {
            kind: "Point",
            coordinates,
        })
    }
}

/// The first available booking contact.
fn booking_contact(booking: &Booking) -> Option<&str> {
    let Booking {
        url,
        email,
        phone,
        deadline: _,
    } = booking;
    [url, email, phone].into_iter().find_map(Option::as_deref)
}

/// Text before the features of a file, between two of them, and after them.
pub(crate) const COLLECTION_FRAME: [&[u8]; 3] = [
    br#"{"type":"FeatureCollection","features":["#,
    b",\n",
    b"]}\n",
];

/// Writes events of one edition as features of a `FeatureCollection`, without its beginning and its end.
///
/// # Errors
///
/// When a feature cannot be serialised, or the writer fails.
pub(crate) fn write_features(
    to: &mut impl Write,
    edition: &Edition,
    entries: &[Arc<Entry>],
    site: &str,
) -> std::io::Result<()> {
    let [_, between, _] = COLLECTION_FRAME;
    for (place, entry) in entries.iter().enumerate() {
        if place > 0 {
            to.write_all(between)?;
        }
        serde_json::to_writer(&mut *to, &Feature::of(entry, edition, site, Crs::default()))?;
    }
    Ok(())
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(shown).collect::<Vec<_>>().join(", "),
        other @ (Value::Bool(_) | Value::Number(_) | Value::Object(_)) => other.to_string(),
    }
}
