//! Filter values, and the events that have each.

use chrono::NaiveDate;
use chrono_tz::Tz;
use roaring::RoaringBitmap;
use shared::event::{
    AccessMode, AccessibilityFlag, AgeRange, AttendanceMode, LifeStatus, TermFilter,
};
use shared::place::{DepartmentCode, InseeCode, RegionCode};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// A value of a filter.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) enum Value {
    Region(RegionCode),
    Department(DepartmentCode),
    Commune(InseeCode),
    /// Slug of an organisation that the event is by.
    Organiser(String),
    /// Identifier of a term of a vocabulary.
    Term(TermFilter, String),
    Access(AccessMode),
    Attendance(AttendanceMode),
    Accessibility(AccessibilityFlag),
    Status(LifeStatus),
    /// Time zone in which the event takes place.
    Zone(Tz),
    /// Minimum and maximum age, for an event that limits ages.
    Ages(Option<u8>, Option<u8>),
    /// Any event with a venue.
    Place,
}

/// The bitmap of each value, and of each day with an occurrence.
///
/// A clone copies pointers; a bitmap is copied when the next version writes to it.
#[derive(Debug, Clone, Default)]
pub(super) struct Values {
    of: HashMap<Value, Arc<RoaringBitmap>>,
    days: BTreeMap<NaiveDate, Arc<RoaringBitmap>>,
}

impl Values {
    pub(super) fn insert(&mut self, slot: u32, values: Vec<Value>, days: Vec<NaiveDate>) {
        for value in values {
            Arc::make_mut(self.of.entry(value).or_default()).insert(slot);
        }
        for day in days {
            Arc::make_mut(self.days.entry(day).or_default()).insert(slot);
        }
    }

    pub(super) fn remove(&mut self, slot: u32, values: Vec<Value>, days: Vec<NaiveDate>) {
        for value in values {
            if let Some(slots) = self.of.get_mut(&value) {
                Arc::make_mut(slots).remove(slot);
                if slots.is_empty() {
                    self.of.remove(&value);
                }
            }
        }
        for day in days {
            if let Some(slots) = self.days.get_mut(&day) {
                Arc::make_mut(slots).remove(slot);
                if slots.is_empty() {
                    self.days.remove(&day);
                }
            }
        }
    }

    /// The events that have a value.
    pub(super) fn of(&self, value: &Value) -> Option<&RoaringBitmap> {
        self.of.get(value).map(AsRef::as_ref)
    }

    /// Every value that at least one event has.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&Value, &RoaringBitmap)> {
        self.of.iter().map(|(value, slots)| (value, slots.as_ref()))
    }

    /// The days with an occurrence from `from` to `to`, both included.
    pub(super) fn days(
        &self,
        from: Option<NaiveDate>,
        to: Option<NaiveDate>,
    ) -> impl Iterator<Item = (NaiveDate, &RoaringBitmap)> {
        let (from, to) = (from.unwrap_or(NaiveDate::MIN), to.unwrap_or(NaiveDate::MAX));
        // `BTreeMap::range` panics on a reversed range.
        let range = if from <= to { from..=to } else { to..=to };
        self.days
            .range(range)
            .filter(move |(day, _)| from <= **day)
            .map(|(day, slots)| (*day, slots.as_ref()))
    }

    /// Every age range that at least one event has.
    pub(super) fn ages(&self) -> impl Iterator<Item = (AgeRange, &RoaringBitmap)> {
        self.iter().filter_map(|(value, slots)| match value {
            Value::Ages(min, max) => Some((
                AgeRange {
                    min: *min,
                    max: *max,
                },
                slots,
            )),
            _ => None,
        })
    }

    /// Every time zone that at least one event has.
    pub(super) fn zones(&self) -> impl Iterator<Item = (Tz, &RoaringBitmap)> {
        self.iter().filter_map(|(value, slots)| match value {
            Value::Zone(zone) => Some((*zone, slots)),
            _ => None,
        })
    }
}
