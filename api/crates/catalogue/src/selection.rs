//! What answers a query, in its order: the one way in for every list, export and feed.

use super::entry::Entry;
use super::filter::unknown_words;
use super::index::Catalogue;
use super::order::{Rank, Standing};
use super::relevance::Parted;
use super::text::Hits;
use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;
use shared::edition::Edition;
use shared::event::{EventQuery, QueryFaults, SortOrder};
use shared::place::Position;
use std::sync::Arc;

/// Up to so many events, each is looked at.
const FEW: u64 = if cfg!(test) { 4 } else { 2_000 };
/// More words than that are not parted by their steps: there are too many ways to add these up.
const FEW_WORDS: usize = 3;
/// What it costs to find the place of one event by itself, in steps through the order of all.
const PLACING: u64 = 6;

/// The lead of what has no place, where the nearest come first.
const NOWHERE: u64 = u64::MAX;

impl Catalogue {
    /// What answers a query at that time.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` for an edition, and for every term, that the public does not see.
    pub fn find(
        self: &Arc<Self>,
        query: &EventQuery,
        now: DateTime<Utc>,
    ) -> Result<Selection, QueryFaults> {
        self.find_at(query, self.moment_of(query, now))
    }

    /// What answers a query at a moment in microseconds, which a cursor may carry.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub fn find_at(
        self: &Arc<Self>,
        query: &EventQuery,
        at: i64,
    ) -> Result<Selection, QueryFaults> {
        let editions = self.checked_scope(query)?;
        let asked = self.asked(&editions, query, at);
        let (slots, words) = (asked.slots(), asked.words);
        Ok(Selection {
            catalogue: Arc::clone(self),
            editions,
            query: query.clone(),
            slots,
            words,
            at,
        })
    }

    /// What answers a query, for who does not ask in which order.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub fn find_unordered(
        self: &Arc<Self>,
        query: &EventQuery,
        now: DateTime<Utc>,
    ) -> Result<Selection, QueryFaults> {
        let editions = self.scope(query).unwrap_or_default();
        self.find_at(query, self.moment(&editions, query, now, false))
    }

    /// The editions that a query asks about, if they know all its terms.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub(super) fn checked_scope(
        &self,
        query: &EventQuery,
    ) -> Result<Vec<Arc<Edition>>, QueryFaults> {
        let editions = self
            .scope(query)
            .map_err(|fault| QueryFaults(vec![fault]))?;
        let faults = unknown_words(&editions, query);
        if faults.is_empty() {
            Ok(editions)
        } else {
            Err(QueryFaults(faults))
        }
    }

    /// The moment for which a list is answered.
    pub fn moment_of(&self, query: &EventQuery, now: DateTime<Utc>) -> i64 {
        // An edition that nobody sees has no moments; the query is refused later.
        let editions = self.scope(query).unwrap_or_default();
        self.moment(&editions, query, now, true)
    }
}

/// What answers a query. It holds its version of the catalogue: it can be read at leisure, whatever happens meanwhile.
#[derive(Debug)]
pub struct Selection {
    catalogue: Arc<Catalogue>,
    editions: Vec<Arc<Edition>>,
    query: EventQuery,
    slots: RoaringBitmap,
    words: Vec<Hits>,
    at: i64,
}

impl Selection {
    /// The editions that were asked: one, as a rule; all that the public sees, where events are named by their ids alone;
    /// none, as long as there is none to see.
    pub fn editions(&self) -> &[Arc<Edition>] {
        &self.editions
    }

    /// The catalogue that answered.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// Number of events.
    pub fn total(&self) -> u64 {
        self.slots.len()
    }

    /// The events, in the order that the query asks for.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.page(None, usize::MAX)
            .into_iter()
            .map(|(_, entry)| entry)
    }

    /// The same, for who writes them one by one while others read on.
    pub fn into_entries(self) -> impl Iterator<Item = Arc<Entry>> + Send + 'static {
        let ordered: Vec<u32> = self
            .ranked(None, usize::MAX)
            .into_iter()
            .map(|(_, slot)| slot)
            .collect();
        let catalogue = self.catalogue;
        ordered
            .into_iter()
            .filter_map(move |slot| catalogue.entry(slot).cloned())
    }

    /// The slots, in no order that matters.
    pub fn slots(&self) -> &RoaringBitmap {
        &self.slots
    }

    /// The first `count` events after `after`, with their places in the order.
    pub fn page(&self, after: Option<Rank>, count: usize) -> Vec<(Rank, &Arc<Entry>)> {
        self.ranked(after, count)
            .into_iter()
            .filter_map(|(rank, slot)| Some((rank, self.catalogue.entry(slot)?)))
            .collect()
    }

    /// The events by their first beginning.
    pub fn by_first_begin(&self) -> impl Iterator<Item = &Arc<Entry>> {
        // Before all times, the first occurrence is the next.
        self.by_time(&self.slots, i64::MIN, 0, None, usize::MAX)
            .into_iter()
            .filter_map(|(_, slot)| self.catalogue.entry(slot))
    }

    fn ranked(&self, after: Option<Rank>, count: usize) -> Vec<(Rank, u32)> {
        match self.query.order() {
            SortOrder::Next => self.by_time(&self.slots, self.at, 0, after, count),
            SortOrder::Relevance => self.by_relevance(after, count),
            SortOrder::Distance => {
                let lead = |_, entry: &Entry| distance(self.query.near, entry);
                self.by_lead(&self.slots, self.at, after, count, lead)
            }
        }
    }

    /// The first `count` events after `after`, by how well they answer to the words.
    fn by_relevance(&self, after: Option<Rank>, count: usize) -> Vec<(Rank, u32)> {
        if self.slots.len() <= FEW || self.words.len() > FEW_WORDS {
            let lead = |slot, _: &Entry| self.words.iter().map(|hits| hits.step(slot)).sum();
            return self.by_lead(&self.slots, self.at, after, count, lead);
        }
        let parted = Parted::of(&self.words, &self.slots);
        let mut found = Vec::new();
        for lead in after.map_or(0, |after| after.lead)..=parted.last() {
            let left = count - found.len();
            if left == 0 {
                break;
            }
            found.extend(self.by_time(&parted.with(lead), self.at, lead, after, left));
        }
        found
    }

    /// The first `count` of the slots after `after`, by time alone; all have the same lead.
    fn by_time(
        &self,
        slots: &RoaringBitmap,
        at: i64,
        lead: u64,
        after: Option<Rank>,
        count: usize,
    ) -> Vec<(Rank, u32)> {
        let only = match self.editions.as_slice() {
            [edition] => self.catalogue.shelf(&edition.slug),
            _ => None,
        };
        let few = |all: u64| {
            // The events that are found stand `all / len` apart in the order of all.
            let len = slots.len().max(1);
            let wanted = len.min(u64::try_from(count).unwrap_or(u64::MAX));
            len * PLACING <= all * wanted / len
        };
        let Some(only) = only.filter(|shelf| !few(shelf.slots.len())) else {
            return self.by_lead(slots, at, after, count, |_, _| lead);
        };
        let order = only.order(at, |slot| self.catalogue.entry(slot));
        let rank = |standing: Standing| Rank { lead, standing };
        let start = after.map_or(0, |after| {
            order.partition_point(|(standing, _)| rank(*standing) <= after)
        });
        order
            .iter()
            .skip(start)
            .filter(|(_, slot)| slots.contains(*slot))
            .take(count)
            .map(|(standing, slot)| (rank(*standing), *slot))
            .collect()
    }

    /// The first `count` of the slots after `after`, by what leads and then by time.
    fn by_lead(
        &self,
        slots: &RoaringBitmap,
        at: i64,
        after: Option<Rank>,
        count: usize,
        lead: impl Fn(u32, &Entry) -> u64,
    ) -> Vec<(Rank, u32)> {
        let ranked = slots.iter().filter_map(|slot| {
            let entry = self.catalogue.entry(slot)?;
            let rank = Rank {
                lead: lead(slot, entry),
                standing: Standing::of(entry, at),
            };
            Some((rank, slot))
        });
        let mut ranked: Vec<_> = ranked
            .filter(|(rank, _)| after.is_none_or(|after| after < *rank))
            .collect();
        if count < ranked.len() {
            ranked.select_nth_unstable(count);
            ranked.truncate(count);
        }
        ranked.sort_unstable();
        ranked
    }
}

/// How far an event is from the point, in millimetres.
fn distance(point: Option<Position>, entry: &Entry) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "half the way around the Earth is 20 thousand million millimetres, and none is negative"
    )]
    let millimetres = |metres: f64| (metres * 1000.0).round() as u64;
    point
        .zip(entry.position())
        .map_or(NOWHERE, |(point, place)| {
            millimetres(point.distance_m(place))
        })
}
