//! The order of a list: what comes next first, then what is over.

use super::entry::{Entry, Facet};
use super::index::Catalogue;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use shared::id::EventId;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Place of an event in the order of a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct Rank {
    /// Whether all is over.
    #[serde(rename = "p")]
    past: bool,
    /// Beginning of the next occurrence; of what is over, the end of the last, negated. In microseconds.
    #[serde(rename = "k")]
    key: i64,
    #[serde(rename = "i")]
    id: EventId,
}

impl Rank {
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
}

/// All events of an edition in the order of one moment.
pub(super) type Order = Arc<[(Rank, u32)]>;

/// Orders that were asked for, made once a version.
#[derive(Debug, Default)]
pub(super) struct Orders(Mutex<HashMap<String, OfEdition>>);

#[derive(Debug, Default)]
struct OfEdition {
    /// Ends of all occurrences, ascending: the moments at which the order changes.
    ends: Option<Arc<[i64]>>,
    /// The last few, by moment.
    made: Vec<(i64, Order)>,
}

/// Orders kept for one edition: the present one, and those of readers who began before an occurrence ended.
const KEPT: usize = 4;

/// A version that begins knows no orders yet.
impl Clone for Orders {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Catalogue {
    /// The moment at which the order that holds now began, in microseconds: the last end of an occurrence.
    pub(super) fn epoch(&self, edition: &str, now: DateTime<Utc>) -> i64 {
        let ends = self.ends(edition);
        let passed = ends.partition_point(|end| *end <= now.timestamp_micros());
        passed
            .checked_sub(1)
            .and_then(|last| ends.get(last).copied())
            .unwrap_or(i64::MIN)
    }

    fn ends(&self, edition: &str) -> Arc<[i64]> {
        let known = self.orders.with(edition, |orders| orders.ends.clone());
        known.unwrap_or_else(|| {
            let mut ends: Vec<i64> = self
                .entries(edition)
                .flat_map(|(_, entry)| entry.event.occurrences.occurrences())
                .map(|occurrence| occurrence.end().timestamp_micros())
                .collect();
            ends.sort_unstable();
            ends.dedup();
            let ends: Arc<[i64]> = ends.into();
            self.orders
                .with(edition, |orders| orders.ends = Some(Arc::clone(&ends)));
            ends
        })
    }

    /// The order of an edition at that moment, in microseconds.
    pub(super) fn order(&self, edition: &str, at: i64) -> Order {
        let known = self.orders.with(edition, |orders| {
            let made = orders.made.iter().find(|(moment, _)| *moment == at);
            made.map(|(_, order)| Arc::clone(order))
        });
        known.unwrap_or_else(|| {
            let mut ranked: Vec<_> = self
                .entries(edition)
                .map(|(slot, entry)| (Rank::of(entry, at), slot))
                .collect();
            ranked.sort_unstable();
            let order: Order = ranked.into();
            self.orders.with(edition, |orders| {
                if orders.made.len() >= KEPT {
                    orders.made.remove(0);
                }
                orders.made.push((at, Arc::clone(&order)));
            });
            order
        })
    }

    fn entries(&self, edition: &str) -> impl Iterator<Item = (u32, &Arc<Entry>)> {
        self.facet(&Facet::Edition(edition.to_owned()))
            .into_iter()
            .flatten()
            .filter_map(|slot| self.entry(slot).map(|entry| (slot, entry)))
    }
}

impl Orders {
    /// Holds the lock for a look only; what is missing is made outside it.
    fn with<T>(&self, edition: &str, look: impl FnOnce(&mut OfEdition) -> T) -> T {
        let mut orders = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        look(orders.entry(edition.to_owned()).or_default())
    }
}
