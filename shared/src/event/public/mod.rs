//! Labelled events as readers see them: in full, in short, and counted.

mod fields;
mod figures;
mod organisers;
mod page;
mod published;
mod summary;

pub use fields::{FEATURE_FIELDS, FieldChoice, LISTED_FIELDS, PUBLISHED_FIELDS, UnknownField};
pub use figures::{Figures, KindCount, RegionCount};
pub use organisers::OrganiserMatch;
pub use page::EventPage;
pub use published::{EventContext, ListedEvent, PublishedEvent};
pub use summary::EventSummary;

use super::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, Booking, EventContent, EventImage,
    LifeStatus, Organiser, Venue, WithheldAnswers,
};
use crate::calendar::{DroppedOccurrence, Occurrence, Schedule};
use crate::id::{EventId, OrganisationId};
use crate::text::markdown;
use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

/// Maximum length of [`PublicEvent::details`] in characters: a calendar of all events repeats them for each occurrence.
const DETAILS_MAX_CHARS: usize = 500;

/// A labelled event, as published. Contains no data of the contact person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublicEvent {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// URL segment of the event, unique within the edition.
    #[cfg_attr(feature = "openapi", schema(example = "visite-de-la-fonderie"))]
    pub slug: String,
    /// Life status: scheduled, moved, postponed, full or cancelled. An event whose occurrences are all cancelled or full is too.
    pub life_status: LifeStatus,
    /// Message of the organiser about the event's own `lifeStatus`, in French; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub life_note: Option<String>,
    /// Title, 5 to 140 characters.
    pub title: String,
    /// Summary, 20 to 200 characters.
    pub summary: String,
    /// Description in Markdown, as it was typed, 20 to 10,000 characters: bold, italics, links (`http`, `https`, `mailto`, `tel`),
    /// lists; a blank line separates paragraphs, and a line end ends a line. Other markup, HTML included, is text.
    #[cfg_attr(feature = "openapi", schema(content_media_type = "text/markdown"))]
    pub description: String,
    /// Term of the edition's `kinds` vocabulary.
    pub kind: String,
    /// Kind in the organiser's words; present when `kind` is a term with `other`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind_other: Option<String>,
    /// Terms of the edition's `topics` vocabulary.
    pub topics: Vec<String>,
    /// Terms of the edition's `sectors` vocabulary, at most 3.
    pub sectors: Vec<String>,
    /// True when the event addresses the theme of the edition.
    pub follows_theme: bool,
    /// Image of the event; absent when it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<EventImage>,
    /// Organisation that runs the event.
    pub organiser: Organiser,
    /// Attendance mode: on site, online or both.
    pub attendance_mode: AttendanceMode,
    /// Place of the event; absent when it is online only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// Link for remote participants; absent when the event is on site only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub online_url: Option<String>,
    /// IANA time zone of the occurrences.
    #[cfg_attr(feature = "openapi", schema(example = "Indian/Reunion"))]
    pub timezone: String,
    /// Occurrences: 1 to 800, sorted by start, without overlaps, each with its state; of a cancelled or full event, all are.
    pub occurrences: Schedule,
    /// Occurrences that were announced earlier and no longer take place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dropped_occurrences: Vec<DroppedOccurrence>,
    /// Terms of the edition's `audiences` vocabulary.
    pub audiences: Vec<String>,
    /// Admission rule: everyone, registered visitors, school groups or invited guests.
    pub access_mode: AccessMode,
    /// Ages admitted; all ages when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age: Option<AgeRange>,
    /// Conditions of admission in words; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conditions: Option<String>,
    /// Booking channel for the general public; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public_booking: Option<Booking>,
    /// Booking channel for schools; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub school_booking: Option<Booking>,
    /// Disabilities for which the venue is accessible.
    pub accessibility: Vec<AccessibilityFlag>,
    /// Terms of the edition's `constraints` vocabulary.
    pub constraints: Vec<String>,
    /// Further constraints in words; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub constraints_note: Option<String>,
    /// Answers to the additional fields of the edition.
    #[serde(skip)]
    pub answers: WithheldAnswers,
    /// Time at which the label was granted.
    pub labelled_at: DateTime<Utc>,
    /// Time of the last change to the published data.
    pub updated_at: DateTime<Utc>,
}

/// Published data of a labelled event that its content does not contain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// UUID of the event.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the event, unique within the edition.
    pub slug: String,
    /// Life status of the event, as set: scheduled, moved, postponed, full or cancelled.
    pub life_status: LifeStatus,
    /// Message of the organiser about the life status; `None` when there is none.
    pub life_note: Option<String>,
    /// Organisation in whose name the event is filed; `None` when there is none.
    pub organisation: Option<OrganisationId>,
    /// Time at which the label was granted.
    pub labelled_at: DateTime<Utc>,
    /// Time of the last change to the published data.
    pub updated_at: DateTime<Utc>,
}

impl PublicEvent {
    /// URL path of its page.
    pub fn path(&self) -> String {
        format!("/evenements/{}/{}", self.edition, self.slug)
    }

    /// Name and postal address of the venue, or the link for remote participants; `None` when there is neither.
    pub fn location(&self) -> Option<String> {
        match (&self.venue, &self.online_url) {
            (Some(venue), _) => Some(format!(
                "{}, {}, {} {}",
                venue.name, venue.address, venue.postal_code, venue.city
            )),
            (None, link) => link.clone(),
        }
    }

    /// The beginning of the description without markup, at most [`DETAILS_MAX_CHARS`] characters, for formats that show it below the
    /// summary; `None` when it says what the summary says.
    pub fn details(&self) -> Option<String> {
        let details = markdown::excerpt(&self.description, DETAILS_MAX_CHARS);
        Some(details).filter(|details| !details.is_empty() && *details != self.summary)
    }

    /// The occurrences in which a person can still take part, if they have not ended.
    pub fn joinable(&self) -> impl DoubleEndedIterator<Item = &Occurrence> {
        let all = self.occurrences.occurrences().iter();
        all.filter(|occurrence| self.life_status.admits(occurrence))
    }

    /// The status of one occurrence, for formats that know no state of occurrences.
    pub const fn status_of(&self, occurrence: &Occurrence) -> LifeStatus {
        self.life_status.of_occurrence(occurrence.state())
    }

    /// Paths and names of the region and department pages of the event, region first; empty when it is online only.
    pub fn territories(&self) -> Vec<(String, String)> {
        self.venue
            .as_ref()
            .map(Venue::territories)
            .unwrap_or_default()
    }

    /// Time zone of the event; that of Paris if the name is unknown, which form validation prevents.
    pub fn zone(&self) -> Tz {
        self.timezone.parse().unwrap_or(Tz::Europe__Paris)
    }

    /// Day on which the label was granted, on the clocks of the place.
    pub fn labelled_on(&self) -> NaiveDate {
        self.labelled_at.with_timezone(&self.zone()).date_naive()
    }

    /// Builds the published event from its content, with the life status and states that readers see. The destructuring names every field of the content, so that adding
    /// one requires a decision here about publishing it.
    pub fn publish(content: EventContent, publication: Publication) -> Self {
        let EventContent {
            mut organiser,
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
            dropped_occurrences,
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
            additional,
            commitments_version: _,
        } = content;
        let Publication {
            id,
            edition,
            slug,
            life_status,
            life_note,
            organisation,
            labelled_at,
            updated_at,
        } = publication;
        organiser.organisation = organisation;
        let life_status = life_status.shown(&occurrences);
        let occurrences = occurrences.with_states(|state| life_status.shown_state(state));
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
            dropped_occurrences,
            audiences,
            access_mode,
            age,
            conditions,
            public_booking,
            school_booking,
            accessibility,
            constraints,
            constraints_note,
            answers: WithheldAnswers::new(additional),
            labelled_at,
            updated_at,
        }
    }
}
