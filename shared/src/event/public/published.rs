//! A labelled event with what depends on the site, the edition and the time.

use super::{EventSummary, PublicEvent};
use crate::calendar::{Occurrence, OccurrenceState};
use crate::edition::{Edition, Term};
use crate::event::PublicAnswer;
use crate::letter::Language;
use crate::place::{DepartmentCode, RegionCode};
use chrono::{DateTime, FixedOffset};
use serde::{Deserialize, Serialize};

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
    /// Label of `kind`, in the language of the answer: French, unless the request asks for another one.
    #[cfg_attr(feature = "openapi", schema(example = "Visite d’entreprise"))]
    pub kind_label: String,
    /// Labels of `audiences`, in the same order and language.
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
            audience_labels: labels(&terms.audiences, &event.audiences, Language::French),
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

    /// The same with labels in another language.
    #[must_use]
    pub fn in_language(self, event: &PublicEvent, edition: &Edition, language: Language) -> Self {
        let terms = &edition.vocabularies;
        Self {
            kind_label: Term::label_in(&terms.kinds, &event.kind, language).to_owned(),
            audience_labels: labels(&terms.audiences, &event.audiences, language),
            ..self
        }
    }
}

fn labels(terms: &[Term], ids: &[String], language: Language) -> Vec<String> {
    ids.iter()
        .map(|id| Term::label_in(terms, id, language).to_owned())
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
    /// Content that does not depend on the language of the response.
    #[serde(flatten)]
    pub event: &'a PublicEvent,
    /// Addresses, labels and the next occurrence.
    #[serde(flatten)]
    pub context: EventContext,
    /// Labels of `topics`, in the same order, in the language of the answer.
    pub topic_labels: Vec<String>,
    /// Labels of `sectors`, in the same order, in the language of the answer.
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
            topic_labels: labels(&terms.topics, &event.topics, Language::French),
            sector_labels: labels(&terms.sectors, &event.sectors, Language::French),
            additional: PublicAnswer::all(&event.answers, edition),
            department,
            region,
        }
    }

    /// The same with labels in another language.
    #[must_use]
    pub fn in_language(self, edition: &Edition, language: Language) -> Self {
        let terms = &edition.vocabularies;
        Self {
            context: self.context.in_language(self.event, edition, language),
            topic_labels: labels(&terms.topics, &self.event.topics, language),
            sector_labels: labels(&terms.sectors, &self.event.sectors, language),
            ..self
        }
    }
}
