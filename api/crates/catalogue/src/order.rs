//! Sort orders of event lists.

use super::entry::Entry;
use super::times::{Sorted, Times, merged};
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use shared::id::EventId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sort key by time at a moment, going by the occurrences that take place, if any does: upcoming and current events first, by their next beginning; then past events, the latest to
/// end first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct TimeRank {
    /// True when all occurrences have ended.
    #[serde(rename = "p")]
    past: bool,
    /// Beginning of the next occurrence, in microseconds since 1970; for a past event the negated end of the last one.
    #[serde(rename = "k")]
    key: i64,
    #[serde(rename = "i")]
    id: EventId,
}

impl TimeRank {
    /// The sort key of an event at a moment in microseconds since 1970.
    pub(super) fn of(entry: &Entry, at: i64) -> Self {
        let (past, key) = match entry.event.occurrences.next(at) {
            Some(occurrence) => (false, occurrence.begin().timestamp_micros()),
            None => (true, -entry.event.occurrences.last_end().timestamp_micros()),
        };
        Self {
            past,
            key,
            id: entry.id(),
        }
    }

    /// True when all occurrences have ended.
    pub(super) const fn is_past(&self) -> bool {
        self.past
    }
}

/// Sort key of an event in a list; cursors contain it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    /// Compared before the time: the sum of the relevance steps (0 is the best match) or the distance in millimetres; 0 when
    /// sorted by time alone.
    #[serde(rename = "l")]
    pub(super) lead: u64,
    #[serde(rename = "s")]
    pub(super) time: TimeRank,
}

/// All events of an edition, sorted by time at one moment.
pub(super) type Order = Sorted<TimeRank>;

/// Cached orders by moment, the most recently used last; the next version derives its own from them.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<Vec<(i64, Order)>>);

/// Maximum number of cached orders per edition: the current one, the one by first beginning, and those of readers who began
/// paging before an occurrence ended.
const MAX_ORDERS: usize = 4;
/// An order is rebuilt, rather than derived from another, if at least one in this many events would move.
const REBUILD_FROM_ONE_IN: usize = 4;

impl Clone for Orders {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.with(|orders| orders.clone())))
    }
}

impl Orders {
    /// The orders of the next version.
    pub(super) fn changed(&self, gone: &RoaringBitmap, added: &BTreeMap<u32, Arc<Entry>>) -> Self {
        let known = self.with(|orders| orders.clone());
        let next = known.into_iter().map(|(at, order)| {
            let added = added
                .iter()
                .map(|(slot, entry)| (TimeRank::of(entry, at), *slot));
            (at, merged(&order, gone, added.collect()))
        });
        Self(Mutex::new(next.collect()))
    }

    /// The order of the events in `slots` at a moment in microseconds since 1970.
    pub(super) fn at<'a>(
        &self,
        at: i64,
        times: &Times,
        slots: &RoaringBitmap,
        entry: impl Fn(u32) -> Option<&'a Arc<Entry>>,
    ) -> Order {
        let (known, near) = self.with(|orders| {
            // The most recently used order moves to the end.
            if let Some(place) = orders.iter().position(|(moment, _)| *moment == at) {
                let known = orders.remove(place);
                orders.push(known.clone());
                return (Some(known), None);
            }
            let near = orders.iter().min_by_key(|(moment, _)| moment.abs_diff(at));
            (None, near.cloned())
        });
        if let Some((_, order)) = known {
            return order;
        }
        let ranked = |slot| entry(slot).map(|entry| (TimeRank::of(entry, at), slot));
        let moved = near.and_then(|(moment, order)| {
            // Only events with an occurrence that ended between the two moments move.
            let ended = times.ending(moment.min(at), moment.max(at));
            (ended.len() * REBUILD_FROM_ONE_IN < order.len()).then(|| {
                let moved: RoaringBitmap = ended.iter().map(|(_, slot)| *slot).collect();
                let again = moved.iter().filter_map(ranked).collect();
                merged(&order, &moved, again)
            })
        });
        let order = moved.unwrap_or_else(|| {
            let all = slots.iter().filter_map(ranked).collect();
            merged(&[], &RoaringBitmap::new(), all)
        });
        self.with(|orders| {
            if orders.len() >= MAX_ORDERS {
                orders.remove(0);
            }
            orders.push((at, Arc::clone(&order)));
        });
        order
    }

    /// Holds the lock only while `access` runs; orders are built outside it.
    fn with<T>(&self, access: impl FnOnce(&mut Vec<(i64, Order)>) -> T) -> T {
        access(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
