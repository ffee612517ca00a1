//! A labelled event in the catalogue, with the JSON that is rendered from it once.

use super::cache::EventCache;
use super::value::Value;
use chrono::{NaiveDate, TimeDelta};
use serde_json::value::RawValue;
use shared::event::{PublicEvent, TermFilter};
use shared::id::EventId;
use shared::place::{DepartmentCode, Position, RegionCode};

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

    pub fn id(&self) -> EventId {
        self.event.id
    }

    /// Key of the event by edition and slug, as [`address`] returns it.
    pub(super) fn address(&self) -> String {
        address(&self.event.edition, &self.event.slug)
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

/// Edition and slug as one key; neither can contain a `/`.
pub(super) fn address(edition: &str, slug: &str) -> String {
    format!("{edition}/{slug}")
}
