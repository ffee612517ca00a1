use super::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, Booking, EventContent, EventImage,
    LifeStatus, Organiser, Venue,
};
use crate::calendar::Schedule;
use crate::id::EventId;
use crate::place::{DepartmentCode, Position, RegionCode};
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

/// A labelled event as anybody may read it. Holds nothing of the contact person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicEvent {
    /// Identifier, the same for ever.
    pub id: EventId,
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Part of its address, unique in the edition.
    #[cfg_attr(feature = "openapi", schema(example = "visite-de-la-fonderie"))]
    pub slug: String,
    /// Whether it takes place as announced.
    pub life_status: LifeStatus,
    /// The organiser's word on that, in French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_note: Option<String>,
    /// Title.
    pub title: String,
    /// Summary, at most 200 characters.
    pub summary: String,
    /// Description: plain text, paragraphs parted by blank lines.
    pub description: String,
    /// Term of the edition's `kinds`.
    pub kind: String,
    /// Precision for « other ».
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_other: Option<String>,
    /// Terms of the edition's `topics`.
    pub topics: Vec<String>,
    /// Terms of the edition's `sectors`.
    pub sectors: Vec<String>,
    /// Whether it treats the edition's theme.
    pub follows_theme: bool,
    /// Its picture, with what must stand beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EventImage>,
    /// Who holds it.
    pub organiser: Organiser,
    /// How one takes part.
    pub attendance_mode: AttendanceMode,
    /// Where, unless online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Link to take part online.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
    /// IANA name of the zone of its clocks.
    #[cfg_attr(feature = "openapi", schema(example = "Indian/Reunion"))]
    pub timezone: String,
    /// When, ascending.
    pub occurrences: Schedule,
    /// Terms of the edition's `audiences`.
    pub audiences: Vec<String>,
    /// Who gets in.
    pub access_mode: AccessMode,
    /// Ages, when limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeRange>,
    /// Conditions in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// How the public books.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_booking: Option<Booking>,
    /// How schools book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_booking: Option<Booking>,
    /// What it is fit for.
    pub accessibility: Vec<AccessibilityFlag>,
    /// Terms of the edition's `constraints`.
    pub constraints: Vec<String>,
    /// Constraints in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints_note: Option<String>,
    /// When the label was given.
    pub labelled_at: DateTime<Utc>,
    /// Last change of what the public sees.
    pub updated_at: DateTime<Utc>,
}

/// A labelled event in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventSummary {
    /// Identifier.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Part of its address.
    pub slug: String,
    /// Whether it takes place as announced.
    pub life_status: LifeStatus,
    /// Title.
    pub title: String,
    /// Summary.
    pub summary: String,
    /// Its picture, with what must stand beside it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EventImage>,
    /// Term of the edition's `kinds`.
    pub kind: String,
    /// Terms of the edition's `audiences`.
    pub audiences: Vec<String>,
    /// How one takes part.
    pub attendance_mode: AttendanceMode,
    /// Who gets in.
    pub access_mode: AccessMode,
    /// Name of the organiser.
    pub organiser: String,
    /// Name of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue_name: Option<String>,
    /// Name of the commune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Department that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region that answers for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Where the pin stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// IANA name of the zone of its clocks.
    pub timezone: String,
    /// Begin of the first occurrence.
    pub first_begin: DateTime<FixedOffset>,
    /// End of the last occurrence.
    pub last_end: DateTime<FixedOffset>,
    /// Number of occurrences.
    pub occurrence_count: u32,
    /// Last change of what the public sees.
    pub updated_at: DateTime<Utc>,
}

impl EventSummary {
    /// The event in a few fields; `department` and `region` answer for it, also where it has no place.
    pub fn of(
        event: &PublicEvent,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
    ) -> Self {
        let venue = event.venue.as_ref();
        Self {
            id: event.id,
            edition: event.edition.clone(),
            slug: event.slug.clone(),
            life_status: event.life_status,
            title: event.title.clone(),
            summary: event.summary.clone(),
            image: event.image.clone(),
            kind: event.kind.clone(),
            audiences: event.audiences.clone(),
            attendance_mode: event.attendance_mode,
            access_mode: event.access_mode,
            organiser: event.organiser.name.clone(),
            venue_name: venue.map(|venue| venue.name.clone()),
            city: venue.map(|venue| venue.city.clone()),
            department,
            region,
            position: venue.map(|venue| venue.position),
            timezone: event.timezone.clone(),
            first_begin: event.occurrences.first_begin(),
            last_end: event.occurrences.last_end(),
            occurrence_count: u32::try_from(event.occurrences.occurrences().len())
                .unwrap_or(u32::MAX),
            updated_at: event.updated_at,
        }
    }
}

/// Labelled events of an edition to date, counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Labelled events.
    pub labelled: u64,
    /// Those of each region, by name; regions without any are left out.
    pub by_region: Vec<RegionCount>,
    /// Those of each kind, in the order of the edition; kinds without any have nought.
    pub by_kind: Vec<KindCount>,
}

/// Events of a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegionCount {
    /// INSEE code.
    pub code: RegionCode,
    /// Name, in French.
    pub name: String,
    /// Number of events.
    pub count: u64,
}

/// Events of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindCount {
    /// Term of the edition's `kinds`.
    pub id: String,
    /// What people read, in French.
    pub label: String,
    /// Number of events.
    pub count: u64,
}

/// What surrounds the content of a labelled event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// Identifier.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the event.
    pub slug: String,
    /// Whether it takes place as announced.
    pub life_status: LifeStatus,
    /// The organiser's word on that.
    pub life_note: Option<String>,
    /// When the label was given.
    pub labelled_at: DateTime<Utc>,
    /// Last change of what the public sees.
    pub updated_at: DateTime<Utc>,
}

impl PublicEvent {
    /// Pages of the territories it takes place in, with their names, the widest first; none where it is online alone.
    pub fn territories(&self) -> Vec<(String, String)> {
        self.venue
            .as_ref()
            .map(Venue::territories)
            .unwrap_or_default()
    }

    /// What of a content the public may see. Every field of the content is named, so that a new one must be decided here.
    pub fn publish(content: EventContent, publication: Publication) -> Self {
        let EventContent {
            organiser,
            contact: _,
            title,
            summary,
            description,
            kind,
            kind_other,
            topics,
            sectors,
            follows_theme,
            image,
            attendance_mode,
            venue,
            online_url,
            department: _,
            region: _,
            timezone,
            occurrences,
            audiences,
            access_mode,
            age,
            conditions,
            public_booking,
            school_booking,
            accessibility,
            constraints,
            constraints_note,
            expected_participants: _,
            commitments_version: _,
        } = content;
        let Publication {
            id,
            edition,
            slug,
            life_status,
            life_note,
            labelled_at,
            updated_at,
        } = publication;
        Self {
            id,
            edition,
            slug,
            life_status,
            life_note,
            title,
            summary,
            description,
            kind,
            kind_other,
            topics,
            sectors,
            follows_theme,
            image,
            organiser,
            attendance_mode,
            venue,
            online_url,
            timezone,
            occurrences,
            audiences,
            access_mode,
            age,
            conditions,
            public_booking,
            school_booking,
            accessibility,
            constraints,
            constraints_note,
            labelled_at,
            updated_at,
        }
    }
}
