//! Counts that read each event: places, points and times.

use super::super::geohash::{self, Cell};
use super::super::json::{Fields, Object, list};
use super::super::rest::Rest;
use super::counter::{Counter, Written, most};
use super::{Aggregation, Interval, SIZE_MAX};
use chrono::{Datelike as _, NaiveDate, Weekday};
use shared::calendar::Occurrence;
use std::collections::{BTreeMap, HashMap};

impl Counter<'_> {
    pub(super) fn locations(&self, out: &mut Vec<u8>, one: &Aggregation) -> Written {
        let mut found: HashMap<i64, (u64, &str)> = HashMap::new();
        for entry in self.entries() {
            if let (Some(uid), Some(venue)) = (entry.ids.place_uid, &entry.event.venue) {
                found.entry(uid).or_insert((0, venue.name.as_str())).0 += 1;
            }
        }
        let most = most(
            found
                .into_iter()
                .map(|(uid, (count, name))| ((uid, name), count))
                .collect(),
            one.size,
        );
        list(out, most, |out, ((uid, name), count)| {
            let mut object = Object::begin(out, Fields::All);
            object.value("key", &uid)?;
            object.value("eventCount", &count)?;
            object.object("location", |place| {
                place.value("uid", &uid)?;
                place.value("name", name)
            })?;
            object.end();
            Ok(())
        })
    }

    pub(super) fn cells(&self, out: &mut Vec<u8>, one: &Aggregation) -> Written {
        let digits = geohash::digits(one.zoom, one.radius_px);
        let mut found: HashMap<Cell, (u32, f64, f64)> = HashMap::new();
        for entry in self.entries() {
            if let Some(venue) = &entry.event.venue {
                let at = venue.position;
                let (count, lat, lng) = found.entry(Cell::of(at, digits)).or_default();
                *count += 1;
                *lat += at.lat();
                *lng += at.lon();
            }
        }
        let cells = found
            .iter()
            .map(|(cell, (count, ..))| (*cell, u64::from(*count)))
            .collect();
        list(out, most(cells, one.size), |out, (cell, count)| {
            let (number, lat, lng) = found.get(&cell).copied().unwrap_or((1, 0.0, 0.0));
            let mut object = Object::begin(out, Fields::All);
            object.value("key", &cell.text())?;
            object.value("latitude", &(lat / f64::from(number)))?;
            object.value("longitude", &(lng / f64::from(number)))?;
            object.value("eventCount", &count)?;
            object.end();
            Ok(())
        })
    }

    /// The box around the places of the events; `null` without any.
    pub(super) fn viewport(&self, out: &mut Vec<u8>) -> Written {
        let places = self
            .entries()
            .filter_map(|entry| entry.event.venue.as_ref());
        let mut edges: Option<(f64, f64, f64, f64)> = None;
        for venue in places {
            let (lat, lng) = (venue.position.lat(), venue.position.lon());
            let (north, west, south, east) = edges.unwrap_or((lat, lng, lat, lng));
            edges = Some((north.max(lat), west.min(lng), south.min(lat), east.max(lng)));
        }
        let Some((north, west, south, east)) = edges else {
            return serde_json::to_writer(out, &());
        };
        let mut object = Object::begin(out, Fields::All);
        for (name, lat, lng) in [("topLeft", north, west), ("bottomRight", south, east)] {
            object.object(name, |corner| {
                corner.value("latitude", &lat)?;
                corner.value("longitude", &lng)
            })?;
        }
        object.end();
        Ok(())
    }

    /// The timings of the events that the filters select, by the clock of each place.
    pub(super) fn timings(&self, out: &mut Vec<u8>, one: &Aggregation) -> Written {
        let mut found: BTreeMap<NaiveDate, u64> = BTreeMap::new();
        for (part, selection) in self.asked.parts.iter().zip(self.selections) {
            let span = part.filters.rest.iter().find_map(|rest| match rest {
                Rest::Timings(span) => Some(*span),
                _ => None,
            });
            for entry in selection.unordered() {
                let held = entry.event.occurrences.held();
                for timing in held.filter(|timing| {
                    span.is_none_or(|span| {
                        span.meets(timing.begin().to_utc(), timing.end().to_utc())
                    })
                }) {
                    *found.entry(first_day(timing, one.interval)).or_default() += 1;
                }
            }
        }
        list(
            out,
            found.into_iter().take(SIZE_MAX),
            |out, (day, count)| {
                let mut object = Object::begin(out, Fields::All);
                object.value("key", &day)?;
                object.value("timingCount", &count)?;
                object.end();
                Ok(())
            },
        )
    }

    pub(super) fn timespan(&self, out: &mut Vec<u8>) -> Written {
        let begin = self
            .entries()
            .map(|entry| entry.event.occurrences.first_begin());
        let end = self
            .entries()
            .map(|entry| entry.event.occurrences.last_end());
        let mut object = Object::begin(out, Fields::All);
        object.value("begin", &begin.min())?;
        object.value("end", &end.max())?;
        object.end();
        Ok(())
    }
}

/// First day of the span that a timing begins in.
fn first_day(timing: &Occurrence, interval: Interval) -> NaiveDate {
    let day = timing.begin().date_naive();
    let first = match interval {
        Interval::Day => Some(day),
        Interval::Week => Some(day.week(Weekday::Mon).first_day()),
        Interval::Month => day.with_day(1),
        Interval::Year => day.with_ordinal(1),
    };
    first.unwrap_or(day)
}
