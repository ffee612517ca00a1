//! A labelled event in the catalogue, with the JSON that is rendered from it once.

use super::cache::EventCache;
use super::value::Value;
use chrono::{NaiveDate, TimeDelta};
use serde_json::value::RawValue;
use shared::event::{PublicEvent, TermFilter};
use shared::id::EventId;
use shared::place::{DepartmentCode, Position, RegionCode};
use std::sync::Arc;

/// JSON of an event that many responses contain, rendered once. The engine stores it and never reads it.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The event as an item of a list.
    pub summary: Box<RawValue>,
    /// The event as a point of the map; `None` without a venue.
    pub feature: Option<Box<RawValue>>,
}

impl PartialEq for Rendered {
    fn eq(&self, other: &Self) -> bool {
        let feature = |rendered: &Self| rendered.feature.as_ref().map(|text| text.get().to_owned());
        self.summary.get() == other.summary.get() && feature(self) == feature(other)
    }
}

/// Identifiers of an event besides its UUID.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OtherIds {
    /// Number of the event, which no other one ever has; 0 in tests without a database.
    pub uid: i64,
    /// Number of its place; `None` without a venue.
    pub place_uid: Option<i64>,
    /// Systems that it comes from, each with its identifier there.
    pub external: Vec<(String, String)>,
}

/// A labelled event in the catalogue.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// The public content of the event.
    pub event: PublicEvent,
    /// Department that is responsible for it, also when it has no venue.
    pub department: Option<DepartmentCode>,
    /// Region that is responsible for it, also when it has no venue.
    pub region: Option<RegionCode>,
    /// JSON rendered when the event was published.
    pub rendered: Rendered,
    /// Number of changes to its public content so far.
    pub sequence: u32,
    /// Series of events that renew each other in other editions: the identifier of the first.
    pub series: EventId,
    /// Numbers and foreign identifiers, for clients that know no UUIDs.
    pub ids: OtherIds,
    /// Texts rendered on demand, for long documents.
    pub cache: EventCache,
}

impl Entry {
    /// A labelled event with its rendered JSON and an empty cache.
    pub fn new(
        event: PublicEvent,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
        rendered: Rendered,
    ) -> Self {
        Self {
            series: event.id,
            event,
            department,
            region,
            rendered,
            sequence: 0,
            ids: OtherIds::default(),
            cache: EventCache::default(),
        }
    }

    /// Sets the number of changes to its public content.
    #[must_use]
    pub fn changed(mut self, times: u32) -> Self {
        self.sequence = times;
        self
    }

    /// Sets the series of events that it belongs to.
    #[must_use]
    pub fn in_series(mut self, series: EventId) -> Self {
        self.series = series;
        self
    }

    /// Sets its other identifiers.
    #[must_use]
    pub fn known_as(mut self, ids: OtherIds) -> Self {
        self.ids = ids;
        self
    }

    pub fn id(&self) -> EventId {
        self.event.id
    }

    /// Key of the event by edition and slug, as [`address`] returns it.
    pub(super) fn address(&self) -> String {
        address(&self.event.edition, &self.event.slug)
    }

    /// Keys of the event by edition and identifier in another system, as [`external`] returns them.
    pub(super) fn externals(&self) -> impl Iterator<Item = Arc<str>> {
        let known = self.ids.external.iter();
        known.map(|(source, id)| external(&self.event.edition, source, id).into())
    }

    /// Position of the venue; `None` for an event that is online only.
    pub(super) fn position(&self) -> Option<Position> {
        self.event.venue.as_ref().map(|venue| venue.position)
    }

    /// Every filter value that applies to the event.
    pub(super) fn values(&self) -> Vec<Value> {
        let event = &self.event;
        let mut values = vec![
            Value::Access(event.access_mode),
            Value::Attendance(event.attendance_mode),
            Value::Status(event.life_status),
            Value::Zone(event.zone()),
        ];
        values.extend(self.region.clone().map(Value::Region));
        values.extend(self.department.clone().map(Value::Department));
        for (filter, ids) in [
            (TermFilter::Kind, std::slice::from_ref(&event.kind)),
            (TermFilter::Audience, &event.audiences),
            (TermFilter::Topic, &event.topics),
            (TermFilter::Sector, &event.sectors),
        ] {
            values.extend(ids.iter().map(|id| Value::Term(filter, id.clone())));
        }
        values.extend(
            event
                .accessibility
                .iter()
                .copied()
                .map(Value::Accessibility),
        );
        values.extend(event.organiser.slugs().map(Value::Organiser));
        values.extend(event.age.map(|age| Value::Ages(age.min, age.max)));
        if let Some(venue) = &event.venue {
            values.extend([Value::Place, Value::Commune(venue.insee.clone())]);
        }
        values
    }

    /// Every day with an occurrence that readers go by, in local time; an occurrence that ends at midnight does not count for the next day.
    pub(super) fn days(&self) -> Vec<NaiveDate> {
        let mut days: Vec<NaiveDate> = self
            .event
            .occurrences
            .held()
            .flat_map(|occurrence| {
                let last = (occurrence.end().naive_local() - TimeDelta::nanoseconds(1)).date();
                let first = occurrence.begin().date_naive();
                // When the clocks go back, the local time of the end can be earlier than that of the beginning.
                first
                    .iter_days()
                    .take_while(move |day| *day <= last.max(first))
            })
            .collect();
        days.dedup();
        days
    }
}

/// Edition, system and identifier there as one key; neither of the first two can contain a `/`.
pub(super) fn external(edition: &str, source: &str, id: &str) -> String {
    format!("{edition}/{source}/{id}")
}

/// Edition and slug as one key; neither can contain a `/`.
pub(super) fn address(edition: &str, slug: &str) -> String {
    format!("{edition}/{slug}")
}
