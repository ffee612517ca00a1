//! The number of events of a selection for each value that they have.

use super::index::Catalogue;
use super::selection::Selection;
use super::value::Value;
use gazetteer::Gazetteer;
use roaring::RoaringBitmap;
use shared::event::{AccessibilityFlag, AttendanceMode, LifeStatus, TermFilter};
use shared::place::{DepartmentCode, InseeCode, RegionCode};

/// A value by which events are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted<'a> {
    /// Region that is responsible for the event.
    Region(&'a RegionCode),
    /// Department that is responsible for the event.
    Department(&'a DepartmentCode),
    /// Commune of the venue, with its name in one of the events.
    Commune(&'a InseeCode, &'a str),
    /// Term of a vocabulary of the edition.
    Term(TermFilter, &'a str),
    /// On site, online or both.
    Attendance(AttendanceMode),
    /// Disability for which the venue is accessible.
    Accessibility(AccessibilityFlag),
    /// Scheduled, full, cancelled or moved.
    Status(LifeStatus),
    /// One value for all events that have a venue.
    Place,
}

impl Selection {
    /// The values that `read` picks, each with the number of events that have it, in no order; values that no event has are left
    /// out. Intersects sets and reads no event.
    pub fn counts<'a, T>(&'a self, read: impl Fn(Counted<'a>) -> Option<T>) -> Vec<(T, u64)> {
        let slots = self.slots();
        let values = self.catalogue().values.iter();
        values
            .filter_map(|(value, has)| {
                let picked = read(self.catalogue().counted(value, has)?)?;
                let count = slots.intersection_len(has);
                (count > 0).then_some((picked, count))
            })
            .collect()
    }
}

impl Catalogue {
    /// The communes of today with this name in which events take place; a city that has arrondissements is that of theirs, too.
    pub fn communes_named(&self, name: &str) -> Vec<InseeCode> {
        let all = Gazetteer::embedded();
        let named = |code: &InseeCode, here: &str| {
            let city = || all.city_of(code).is_some_and(|city| city.name == name);
            // One that is none any more cannot be searched in.
            (here == name || code.city().is_some() && city()) && all.commune(code).is_some()
        };
        self.values
            .iter()
            .filter_map(|(value, has)| match self.counted(value, has)? {
                Counted::Commune(code, here) if named(code, here) => Some(code.clone()),
                _ => None,
            })
            .collect()
    }

    fn counted<'a>(&'a self, value: &'a Value, has: &RoaringBitmap) -> Option<Counted<'a>> {
        Some(match value {
            Value::Region(code) => Counted::Region(code),
            Value::Department(code) => Counted::Department(code),
            Value::Commune(code) => {
                let venue = self.entry(has.min()?)?.event.venue.as_ref()?;
                Counted::Commune(code, &venue.city)
            }
            Value::Term(filter, id) => Counted::Term(*filter, id),
            Value::Attendance(mode) => Counted::Attendance(*mode),
            Value::Accessibility(flag) => Counted::Accessibility(*flag),
            Value::Status(status) => Counted::Status(*status),
            Value::Place => Counted::Place,
            Value::Access(_) | Value::Organiser(_) | Value::Zone(_) | Value::Ages(..) => {
                return None;
            }
        })
    }
}
