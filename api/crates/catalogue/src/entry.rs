//! One labelled event, with what is made of it once.

use super::parts::Parts;
use super::value::Value;
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde_json::value::RawValue;
use shared::event::PublicEvent;
use shared::id::EventId;
use shared::place::{DepartmentCode, Position, RegionCode};

/// JSON of an event that many answers contain, rendered once. The engine stores it and never reads it.
#[derive(Debug, Clone)]
pub struct Rendered {
    /// The event in a list.
    pub summary: Box<RawValue>,
    /// The event as a point of a map; `None` without a place.
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
    /// What anybody may read.
    pub event: PublicEvent,
    /// Department that answers for it, also where it has no place.
    pub department: Option<DepartmentCode>,
    /// Region that answers for it, also where it has no place.
    pub region: Option<RegionCode>,
    /// What was rendered of it when it was published.
    pub rendered: Rendered,
    /// What was rendered of it since, for long documents.
    pub parts: Parts,
}

impl Entry {
    /// A labelled event with the texts that were rendered of it, which the engine never reads.
    pub fn new(
        event: PublicEvent,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
        rendered: Rendered,
    ) -> Self {
        Self {
            event,
            department,
            region,
            rendered,
            parts: Parts::default(),
        }
    }

    /// Identifier of the event.
    pub fn id(&self) -> EventId {
        self.event.id
    }

    /// The part of its address that is its own.
    pub(super) fn address(&self) -> String {
        address(&self.event.edition, &self.event.slug)
    }

    /// Where it takes place.
    pub(super) fn position(&self) -> Option<Position> {
        self.event.venue.as_ref().map(|venue| venue.position)
    }

    /// The clocks that it runs by; those of Paris where the zone is unknown, which its file does not allow.
    fn zone(&self) -> Tz {
        self.event.timezone.parse().unwrap_or(Tz::Europe__Paris)
    }

    /// Every value of a filter that it has.
    pub(super) fn values(&self) -> Vec<Value> {
        let event = &self.event;
        let mut values = vec![
            Value::Kind(event.kind.clone()),
            Value::Access(event.access_mode),
            Value::Attendance(event.attendance_mode),
            Value::Status(event.life_status),
            Value::Zone(self.zone()),
        ];
        values.extend(self.region.clone().map(Value::Region));
        values.extend(self.department.clone().map(Value::Department));
        values.extend(event.audiences.iter().cloned().map(Value::Audience));
        values.extend(event.topics.iter().cloned().map(Value::Topic));
        values.extend(event.sectors.iter().cloned().map(Value::Sector));
        values.extend(
            event
                .accessibility
                .iter()
                .copied()
                .map(Value::Accessibility),
        );
        values.extend(event.age.map(|age| Value::Ages(age.min, age.max)));
        values.extend(event.venue.is_some().then_some(Value::Place));
        values
    }

    /// Every day that an occurrence meets, on the clocks of its place; midnight belongs to the evening before.
    pub(super) fn days(&self) -> Vec<NaiveDate> {
        let occurrences = self.event.occurrences.occurrences().iter();
        let mut days: Vec<NaiveDate> = occurrences
            .flat_map(|occurrence| {
                let last = (occurrence.end().naive_local() - TimeDelta::nanoseconds(1)).date();
                let first = occurrence.begin().date_naive();
                // On the night on which the clocks are put back, an end may be shown earlier than the beginning.
                first
                    .iter_days()
                    .take_while(move |day| *day <= last.max(first))
            })
            .collect();
        days.dedup();
        days
    }
}

/// Edition and slug in one key; neither can hold a `/`.
pub(super) fn address(edition: &str, slug: &str) -> String {
    format!("{edition}/{slug}")
}
