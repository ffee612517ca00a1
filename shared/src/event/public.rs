use super::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, Booking, EventContent, EventImage,
    LifeStatus, Organiser, PublicAnswer, Venue, WithheldAnswers,
};
use crate::calendar::{DroppedOccurrence, Occurrence, OccurrenceState, Schedule};
use crate::edition::{Edition, Term};
use crate::id::{EventId, OrganisationId};
use crate::place::{DepartmentCode, Position, RegionCode};
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

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

/// Members that a public event has in JSON besides its own content: addresses, labels, and the next occurrence.
///
/// They depend on the site, on the vocabularies of the edition and on the time, and are therefore computed for each
/// response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventContext {
    /// URL of the event's page.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "https://example.org/evenements/2018/visite-de-la-fonderie")
    )]
    pub url: String,
    /// Start of the occurrence that is under way or comes next, of those that take place; absent when all are over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_begin: Option<DateTime<FixedOffset>>,
    /// End of that occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_end: Option<DateTime<FixedOffset>>,
    /// State of that occurrence; absent when it is open, as announced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_state: Option<OccurrenceState>,
    /// Number of seats of that occurrence that are still free; absent when not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(minimum = 1, example = 12))]
    pub next_places_left: Option<u32>,
    /// Label of `kind`, in French.
    #[cfg_attr(feature = "openapi", schema(example = "Visite d’entreprise"))]
    pub kind_label: String,
    /// Labels of `audiences`, in the same order, in French.
    pub audience_labels: Vec<String>,
    /// URL of the image in its full size, at most 1,600 pixels wide; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_url: Option<String>,
    /// URL of the image for a card, 480 pixels wide or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thumbnail_url: Option<String>,
    /// URL of the image cropped to a square around its focal point, 480 pixels wide or less.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub square_url: Option<String>,
}

impl EventContext {
    /// The context of an event of `edition` on the site at that URL, without the next occurrence.
    pub fn of(event: &PublicEvent, edition: &Edition, site: &str) -> Self {
        let terms = &edition.vocabularies;
        let image = event.image.as_ref();
        Self {
            url: format!("{site}{}", event.path()),
            next_begin: None,
            next_end: None,
            next_state: None,
            next_places_left: None,
            kind_label: Term::label_of(&terms.kinds, &event.kind).to_owned(),
            audience_labels: labels(&terms.audiences, &event.audiences),
            image_url: image.map(|image| format!("{site}{}", image.file().address())),
            thumbnail_url: image.map(|image| format!("{site}{}", image.thumbnail())),
            square_url: image.map(|image| format!("{site}{}", image.square())),
        }
    }

    /// The same with the occurrence that is under way or comes next.
    #[must_use]
    pub fn with_next(self, next: Option<&Occurrence>) -> Self {
        Self {
            next_begin: next.map(Occurrence::begin),
            next_end: next.map(Occurrence::end),
            next_state: next
                .map(Occurrence::state)
                .filter(|state| *state != OccurrenceState::Open),
            next_places_left: next.and_then(Occurrence::places_left),
            ..self
        }
    }
}

fn labels(terms: &[Term], ids: &[String]) -> Vec<String> {
    ids.iter()
        .map(|id| Term::label_of(terms, id).to_owned())
        .collect()
}

/// A labelled event in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ListedEvent {
    /// The event itself, in short.
    #[serde(flatten)]
    pub summary: EventSummary,
    /// Addresses, labels and the next occurrence.
    #[serde(flatten)]
    pub context: EventContext,
}

/// A labelled event in full.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PublishedEvent<'a> {
    /// The event as published.
    #[serde(flatten)]
    pub event: &'a PublicEvent,
    /// Addresses, labels and the next occurrence.
    #[serde(flatten)]
    pub context: EventContext,
    /// Labels of `topics`, in the same order, in French.
    pub topic_labels: Vec<String>,
    /// Labels of `sectors`, in the same order, in French.
    pub sector_labels: Vec<String>,
    /// Public answers to the additional fields of the edition, in its order; left out when there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub additional: Vec<PublicAnswer>,
    /// Department of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
}

impl<'a> PublishedEvent<'a> {
    /// An event of `edition` with its context. `department` and `region` are passed in because an online event has no venue
    /// to take them from.
    pub fn of(
        event: &'a PublicEvent,
        edition: &Edition,
        context: EventContext,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
    ) -> Self {
        let terms = &edition.vocabularies;
        Self {
            event,
            context,
            topic_labels: labels(&terms.topics, &event.topics),
            sector_labels: labels(&terms.sectors, &event.sectors),
            additional: PublicAnswer::all(&event.answers, edition),
            department,
            region,
        }
    }
}

/// Number of labelled events in an edition so far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Figures {
    /// Slug of the edition.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub edition: String,
    /// Number of labelled events.
    pub labelled: u64,
    /// Counts per region, sorted by name; regions without events are left out.
    pub by_region: Vec<RegionCount>,
    /// Counts per kind, in the edition's order; kinds without events have `count` 0.
    pub by_kind: Vec<KindCount>,
}

/// Number of labelled events in a region.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RegionCount {
    /// INSEE code of the region.
    pub code: RegionCode,
    /// Name of the region, in French.
    pub name: String,
    /// Number of labelled events.
    pub count: u64,
}

/// Number of labelled events of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct KindCount {
    /// Term of the edition's `kinds` vocabulary.
    pub id: String,
    /// Label shown to people, in French.
    pub label: String,
    /// Number of labelled events.
    pub count: u64,
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
