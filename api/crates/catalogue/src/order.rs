//! The order of a list.

use super::entry::Entry;
use super::times::{Sorted, Times, merged};
use roaring::RoaringBitmap;
use serde::{Deserialize, Serialize};
use shared::id::EventId;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Where an event stands by time at some moment: what comes next first, then what is over, the latest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Standing {
    /// Whether all is over.
    #[serde(rename = "p")]
    past: bool,
    /// Beginning of the next occurrence; of what is over, the end of the last, negated. In microseconds.
    #[serde(rename = "k")]
    key: i64,
    #[serde(rename = "i")]
    id: EventId,
}

impl Standing {
    /// Where the event stands at that moment, in microseconds.
    pub(super) fn of(entry: &Entry, at: i64) -> Self {
        let all = entry.event.occurrences.occurrences();
        // None overlap, so that the ends ascend with the beginnings.
        let next = all.partition_point(|occurrence| occurrence.end().timestamp_micros() <= at);
        let (past, key) = match all.get(next) {
            Some(occurrence) => (false, occurrence.begin().timestamp_micros()),
            None => (true, -entry.event.occurrences.last_end().timestamp_micros()),
        };
        Self {
            past,
            key,
            id: entry.id(),
        }
    }

    /// Whether all is over.
    pub(super) const fn is_past(&self) -> bool {
        self.past
    }
}

/// Place of an event in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rank {
    /// What stands before the time: how badly it answers to the words, how far it is in millimetres; nought by time alone.
    #[serde(rename = "l")]
    pub(super) lead: u64,
    #[serde(rename = "s")]
    pub(super) standing: Standing,
}

/// All events of an edition by time, at one moment.
pub(super) type Order = Sorted<Standing>;

/// Orders that were asked for, made once a version and handed on to the next.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<Vec<(i64, Order)>>);

/// Orders kept for one edition: the present one, that of the first beginnings, and those of readers who began before an
/// occurrence ended.
const KEPT: usize = 4;
/// An order is made anew where more than this part of it would move.
const ANEW_FROM: usize = 4;

impl Clone for Orders {
    fn clone(&self) -> Self {
        Self(Mutex::new(self.with(|made| made.clone())))
    }
}

impl Orders {
    /// Those of the next version.
    pub(super) fn changed(&self, gone: &RoaringBitmap, added: &BTreeMap<u32, Arc<Entry>>) -> Self {
        let known = self.with(|made| made.clone());
        let next = known.into_iter().map(|(at, order)| {
            let added = added
                .iter()
                .map(|(slot, entry)| (Standing::of(entry, at), *slot));
            (at, merged(&order, gone, added.collect()))
        });
        Self(Mutex::new(next.collect()))
    }

    /// The order at that moment, in microseconds, of the events in `slots`.
    pub(super) fn at<'a>(
        &self,
        at: i64,
        times: &Times,
        slots: &RoaringBitmap,
        entry: impl Fn(u32) -> Option<&'a Arc<Entry>>,
    ) -> Order {
        let (known, near) = self.with(|made| {
            // The last one that was asked for stands last.
            if let Some(place) = made.iter().position(|(moment, _)| *moment == at) {
                let known = made.remove(place);
                made.push(known.clone());
                return (Some(known), None);
            }
            let near = made.iter().min_by_key(|(moment, _)| moment.abs_diff(at));
            (None, near.cloned())
        });
        if let Some((_, order)) = known {
            return order;
        }
        let standing = |slot| entry(slot).map(|entry| (Standing::of(entry, at), slot));
        let moved = near.and_then(|(moment, order)| {
            // Only what ended between the two moments stands elsewhere.
            let ended = times.ending(moment.min(at), moment.max(at));
            (ended.len() * ANEW_FROM < order.len()).then(|| {
                let moved: RoaringBitmap = ended.iter().map(|(_, slot)| *slot).collect();
                let again = moved.iter().filter_map(standing).collect();
                merged(&order, &moved, again)
            })
        });
        let order = moved.unwrap_or_else(|| {
            let all = slots.iter().filter_map(standing).collect();
            merged(&[], &RoaringBitmap::new(), all)
        });
        self.with(|made| {
            if made.len() >= KEPT {
                made.remove(0);
            }
            made.push((at, Arc::clone(&order)));
        });
        order
    }

    /// Holds the lock for a look only; what is missing is made outside it.
    fn with<T>(&self, look: impl FnOnce(&mut Vec<(i64, Order)>) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
