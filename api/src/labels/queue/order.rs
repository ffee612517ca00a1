//! Sorts the files of the review queue by a column, with the identifier as a tie-breaker.

use super::entry::Entry;
use super::sort_key::Key;
use serde::{Deserialize, Serialize};
use shared::id::EventId;
use shared::label::QueueColumn;
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

/// Place of a file in the index.
pub(super) type Slot = u32;

/// Number of changed files from which an order is sorted again instead of being corrected.
const SORTED_AGAIN: usize = 50;

/// Column and direction of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct By {
    pub(super) column: QueueColumn,
    pub(super) descending: bool,
}

/// Sort key of the last file on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Position {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    number: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    pub(super) id: EventId,
}

impl Position {
    /// The position of a file with this value.
    pub(super) fn of(key: Key<'_>, id: EventId) -> Self {
        let (number, text) = match key {
            Key::Nothing => (None, None),
            Key::Number(number) => (Some(number), None),
            Key::Text(text) => (None, Some(text.to_owned())),
        };
        Self { number, text, id }
    }

    /// The value of the file.
    pub(super) fn key(&self) -> Key<'_> {
        match (self.number, &self.text) {
            (Some(number), _) => Key::Number(number),
            (None, Some(text)) => Key::Text(text),
            (None, None) => Key::Nothing,
        }
    }
}

impl By {
    /// Order of two files with these values: files without a value come last, and equal ones are in the order of their ids.
    pub(super) fn compare(self, one: (Key<'_>, EventId), other: (Key<'_>, EventId)) -> Ordering {
        let directed = |ordering: Ordering| {
            if self.descending {
                ordering.reverse()
            } else {
                ordering
            }
        };
        let by_key = match (one.0, other.0) {
            (Key::Number(one), Key::Number(other)) => directed(one.cmp(&other)),
            (Key::Text(one), Key::Text(other)) => directed(one.cmp(other)),
            (Key::Nothing, Key::Nothing) => Ordering::Equal,
            // A column has values of one kind; numbers come before texts all the same.
            (Key::Nothing, _) | (Key::Text(_), Key::Number(_)) => Ordering::Greater,
            (_, Key::Nothing) | (Key::Number(_), Key::Text(_)) => Ordering::Less,
        };
        by_key.then(one.1.cmp(&other.1))
    }

    fn of_entries(self, one: &Entry, other: &Entry) -> Ordering {
        self.compare(
            (one.key(self.column), one.item.id),
            (other.key(self.column), other.item.id),
        )
    }
}

/// The orders that were asked for: each is sorted once for a version of the index, and corrected for the next one.
#[derive(Debug, Default, Clone)]
pub(super) struct Orders(Vec<(OrderOf, OnceLock<Arc<[Slot]>>)>);

type OrderOf = (QueueColumn, bool);

/// The files of the index by slot.
pub(super) type Entries = [Option<Arc<Entry>>];

fn entry(entries: &Entries, slot: Slot) -> Option<&Entry> {
    entries.get(usize::try_from(slot).ok()?)?.as_deref()
}

impl Orders {
    pub(super) fn new() -> Self {
        let columns = QueueColumn::ALL.iter().copied();
        let both = columns.flat_map(|column| [(column, false), (column, true)]);
        Self(both.map(|of| (of, OnceLock::new())).collect())
    }

    /// All files in an order.
    pub(super) fn of(&self, by: By, entries: &Entries) -> Arc<[Slot]> {
        let sort = || {
            let mut slots: Vec<Slot> = (0..)
                .zip(entries)
                .filter_map(|(slot, entry)| entry.is_some().then_some(slot))
                .collect();
            sort(by, &mut slots, entries);
            Arc::from(slots)
        };
        let known = self
            .0
            .iter()
            .find(|(of, _)| *of == (by.column, by.descending));
        known.map_or_else(sort, |(_, order)| Arc::clone(order.get_or_init(sort)))
    }

    /// The orders that are known already, after some files have changed; `entries` are those of the next version.
    pub(super) fn advanced(&self, changed: &[Slot], entries: &Entries) -> Self {
        let next = self.0.iter().map(|((column, descending), order)| {
            let by = By {
                column: *column,
                descending: *descending,
            };
            let corrected = OnceLock::new();
            if let Some(order) = order.get()
                && changed.len() < SORTED_AGAIN
            {
                corrected.get_or_init(|| correct(by, order, changed, entries));
            }
            ((*column, *descending), corrected)
        });
        Self(next.collect())
    }
}

fn sort(by: By, slots: &mut [Slot], entries: &Entries) {
    slots.sort_by(
        |one, other| match (entry(entries, *one), entry(entries, *other)) {
            (Some(one), Some(other)) => by.of_entries(one, other),
            (one, other) => other.is_some().cmp(&one.is_some()),
        },
    );
}

fn correct(by: By, order: &[Slot], changed: &[Slot], entries: &Entries) -> Arc<[Slot]> {
    let mut slots: Vec<Slot> = order
        .iter()
        .copied()
        .filter(|slot| !changed.contains(slot))
        .collect();
    for slot in changed {
        let Some(new) = entry(entries, *slot) else {
            continue;
        };
        let place = slots.partition_point(|other| {
            entry(entries, *other).is_some_and(|other| by.of_entries(other, new).is_lt())
        });
        slots.insert(place, *slot);
    }
    Arc::from(slots)
}
