//! One labelled event, with what is made of it once.

use super::parts::Parts;
use super::value::Value;
use chrono::{NaiveDate, TimeDelta};
use chrono_tz::Tz;
use serde::Serialize;
use shared::event::{EventSummary, PublicEvent};
use shared::id::EventId;
use shared::place::{DepartmentCode, Position, RegionCode};
use std::fmt::Write as _;

/// A labelled event in the catalogue.
#[derive(Debug, PartialEq)]
pub struct Entry {
    /// What anybody may read.
    pub event: PublicEvent,
    /// Department that answers for it, also where it has no place.
    pub department: Option<DepartmentCode>,
    /// Region that answers for it, also where it has no place.
    pub region: Option<RegionCode>,
    /// JSON of its [`EventSummary`].
    pub(super) summary: Box<str>,
    /// Its GeoJSON feature, as the map shows it; `None` without a place.
    pub(super) feature: Option<Box<str>>,
    /// What was made of it for long documents.
    pub(crate) parts: Parts,
}

/// What the map needs to know of a point. Edition and slug are its identity: an id says nothing more, and in all the points
/// of France random ids would weigh as much as the rest.
#[derive(Serialize)]
struct PointProperties<'a> {
    slug: &'a str,
    edition: &'a str,
    kind: &'a str,
    title: &'a str,
}

impl Entry {
    /// # Errors
    ///
    /// When the event has no JSON form, which its types do not allow.
    pub(super) fn new(
        event: PublicEvent,
        department: Option<DepartmentCode>,
        region: Option<RegionCode>,
    ) -> serde_json::Result<Self> {
        let summary = EventSummary::of(&event, department.clone(), region.clone());
        let feature = match event.venue.as_ref() {
            Some(venue) => Some(feature(&event, venue.position)?.into_boxed_str()),
            None => None,
        };
        Ok(Self {
            summary: serde_json::to_string(&summary)?.into_boxed_str(),
            feature,
            event,
            department,
            region,
            parts: Parts::default(),
        })
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

/// A feature of RFC 7946, properties as small as a map needs.
fn feature(event: &PublicEvent, position: Position) -> serde_json::Result<String> {
    let properties = serde_json::to_string(&PointProperties {
        slug: &event.slug,
        edition: &event.edition,
        kind: &event.kind,
        title: &event.title,
    })?;
    Ok(format!(
        r#"{{"type":"Feature","geometry":{{"type":"Point","coordinates":[{},{}]}},"properties":{properties}}}"#,
        degrees(position.lon()),
        degrees(position.lat()),
    ))
}

/// Degrees with five decimals at most: a metre on the ground.
pub(super) fn degrees(value: f64) -> String {
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = write!(text, "{value:.5}");
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" {
        "0".to_owned()
    } else {
        short.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[rstest]
    #[case(4.886_912_345, "4.88691")]
    #[case(-0.000_001, "0")]
    #[case(48.0, "48")]
    #[case(-176.2, "-176.2")]
    fn coordinates_are_written_to_the_metre(#[case] value: f64, #[case] text: &str) {
        assert_eq!(degrees(value), text);
    }
}
