//! A labelled event in short.

use super::PublicEvent;
use crate::calendar::OccurrenceState;
use crate::event::{AccessMode, AttendanceMode, EventImage, LifeStatus, Venue};
use crate::id::EventId;
use crate::place::{DepartmentCode, Position, RegionCode};
use chrono::{DateTime, FixedOffset, Utc};
use serde::{Deserialize, Serialize};

/// Short form of a labelled event, for lists.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventSummary {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// URL segment of the event, unique within the edition.
    pub slug: String,
    /// Life status: scheduled, moved, postponed, full or cancelled.
    pub life_status: LifeStatus,
    /// Title, 5 to 140 characters.
    pub title: String,
    /// Summary, 20 to 200 characters.
    pub summary: String,
    /// Image of the event; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EventImage>,
    /// Term of the edition's `kinds` vocabulary.
    pub kind: String,
    /// Terms of the edition's `audiences` vocabulary.
    pub audiences: Vec<String>,
    /// Attendance mode: on site, online or both.
    pub attendance_mode: AttendanceMode,
    /// Admission rule: everyone, registered visitors, school groups or invited guests.
    pub access_mode: AccessMode,
    /// Name of the organising organisation.
    pub organiser: String,
    /// Name of the venue; absent when the event is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue_name: Option<String>,
    /// Name of the commune; absent when the event is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Department of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// Location of the map marker; absent when the event is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// True when `position` is only that of the commune; absent otherwise.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub position_approximate: bool,
    /// IANA time zone of the occurrences.
    pub timezone: String,
    /// Start of the first occurrence that takes place; of the first one when all are cancelled.
    pub first_begin: DateTime<FixedOffset>,
    /// End of the last occurrence that takes place; of the last one when all are cancelled.
    pub last_end: DateTime<FixedOffset>,
    /// Number of occurrences that take place, 1 to 800; of all when all are cancelled.
    pub occurrence_count: u32,
    /// Number of cancelled occurrences, of an event that has others; absent when there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub cancelled_count: u32,
    /// Number of full occurrences, of an event that has others; absent when there are none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub full_count: u32,
    /// Time of the last change to the published data.
    pub updated_at: DateTime<Utc>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde passes a reference"
)]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// A number of occurrences, of which there are at most 800.
fn count(occurrences: usize) -> u32 {
    u32::try_from(occurrences).unwrap_or(u32::MAX)
}

impl EventSummary {
    /// URL path of its page.
    pub fn path(&self) -> String {
        format!("/evenements/{}/{}", self.edition, self.slug)
    }

    /// Builds the summary of an event. `department` and `region` are passed in because an online event has no venue to
    /// take them from.
    pub fn of(
        event: &PublicEvent,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
    ) -> Self {
        let venue = event.venue.as_ref();
        let others = |state: OccurrenceState| {
            let all = event.occurrences.occurrences();
            let same = all.iter().filter(|it| it.state() == state).count();
            if same < all.len() { count(same) } else { 0 }
        };
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
            position_approximate: venue.is_some_and(Venue::is_approximate),
            timezone: event.timezone.clone(),
            first_begin: event.occurrences.first_begin(),
            last_end: event.occurrences.last_end(),
            occurrence_count: count(event.occurrences.held().count()),
            cancelled_count: others(OccurrenceState::Cancelled),
            full_count: others(OccurrenceState::Full),
            updated_at: event.updated_at,
        }
    }
}
