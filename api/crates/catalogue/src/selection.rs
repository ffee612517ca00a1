//! The result of a query, in its order: the entry point of every list, export and feed.

use super::entry::Entry;
use super::filter::{unknown_places, unknown_terms};
use super::index::Catalogue;
use super::order::{Rank, TimeRank};
use super::relevance::RelevanceGroups;
use super::text::Hits;
use chrono::{DateTime, Utc};
use roaring::RoaringBitmap;
use shared::edition::Edition;
use shared::event::{EventQuery, QueryFaults, SortOrder};
use shared::place::Position;
use std::sync::Arc;

/// Up to this many events, the relevance of each is computed; above, they are grouped with bitmap operations.
const FEW: u64 = if cfg!(test) { 4 } else { 2_000 };
/// With more words, events are not grouped by relevance: there are too many combinations of steps.
const FEW_WORDS: usize = 3;
/// Cost of computing the rank of one event, relative to one step through the order of all events.
const RANKING_COST: u64 = 6;

/// [`Rank::lead`] of an event without a venue when sorted by distance: it comes last.
const NOWHERE: u64 = u64::MAX;

impl Catalogue {
    /// The events that match a query at a time.
    ///
    /// # Errors
    ///
    /// `invalid_parameter` for an edition that is not public, and for every unknown term or place.
    pub fn find(
        self: &Arc<Self>,
        query: &EventQuery,
        now: DateTime<Utc>,
    ) -> Result<Selection, QueryFaults> {
        self.find_at(query, self.moment_of(query, now))
    }

    /// The events that match a query at a moment in microseconds since 1970, for instance that of a cursor.
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
        let resolved = self.resolve(&editions, query, at);
        let (slots, words) = (resolved.slots(), resolved.words);
        Ok(Selection {
            catalogue: Arc::clone(self),
            editions,
            query: query.clone(),
            slots,
            words,
            at,
        })
    }

    /// The events that match a query, for callers that do not depend on the order.
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

    /// The editions that a query covers, after checking its terms against their vocabularies and its
    /// places against the gazetteer.
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
        let mut faults = unknown_places(query);
        faults.extend(unknown_terms(&editions, query));
        if faults.is_empty() {
            Ok(editions)
        } else {
            Err(QueryFaults(faults))
        }
    }

    /// The moment for which a list is evaluated, in microseconds since 1970.
    pub fn moment_of(&self, query: &EventQuery, now: DateTime<Utc>) -> i64 {
        // A query for an edition that is not public is rejected later.
        let editions = self.scope(query).unwrap_or_default();
        self.moment(&editions, query, now, true)
    }
}

/// The events that match a query. It holds its version of the catalogue, so later changes do not affect it.
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
    /// The editions that the query covers: usually one; all public ones if it names events by id without an edition; none if no
    /// edition is public.
    pub fn editions(&self) -> &[Arc<Edition>] {
        &self.editions
    }

    /// The version of the catalogue that was queried.
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The query whose result it is.
    pub(super) const fn query(&self) -> &EventQuery {
        &self.query
    }

    /// The moment for which the query was evaluated, in microseconds since 1970.
    pub(super) const fn at(&self) -> i64 {
        self.at
    }

    /// Number of events in the result, over all pages.
    pub fn total(&self) -> u64 {
        self.slots.len()
    }

    /// Leaves out the events for which `keep` returns false. Reads each event: filters of the query come first.
    pub fn retain(&mut self, keep: impl Fn(&Entry) -> bool) {
        self.slots = self
            .slots
            .iter()
            .filter(|slot| self.catalogue.entry(*slot).is_some_and(|entry| keep(entry)))
            .collect();
    }

    /// Adds the events of another selection of this version.
    pub fn include(&mut self, other: &Self) {
        self.slots |= &other.slots;
    }

    /// Leaves out the events of another selection of this version.
    pub fn exclude(&mut self, other: &Self) {
        self.slots -= &other.slots;
    }

    /// The events, without their order.
    pub fn unordered(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.slots
            .iter()
            .filter_map(|slot| self.catalogue.entry(slot))
    }

    /// The events, in the sort order of the query.
    pub fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.page(None, usize::MAX)
            .into_iter()
            .map(|(_, entry)| entry)
    }

    /// The slots of the events, without their order.
    pub fn slots(&self) -> &RoaringBitmap {
        &self.slots
    }

    /// The first `count` events after `after`, with their ranks.
    pub fn page(&self, after: Option<Rank>, count: usize) -> Vec<(Rank, &Arc<Entry>)> {
        self.ranked(after, count)
            .into_iter()
            .filter_map(|(rank, slot)| Some((rank, self.catalogue.entry(slot)?)))
            .collect()
    }

    /// The events, sorted by the beginning of their first occurrence.
    pub fn by_first_begin(&self) -> impl Iterator<Item = &Arc<Entry>> {
        // At the earliest moment, the next occurrence is the first.
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

    /// The first `count` events after `after`, by relevance.
    fn by_relevance(&self, after: Option<Rank>, count: usize) -> Vec<(Rank, u32)> {
        if self.slots.len() <= FEW || self.words.len() > FEW_WORDS {
            let lead = |slot, _: &Entry| self.words.iter().map(|hits| hits.step(slot)).sum();
            return self.by_lead(&self.slots, self.at, after, count, lead);
        }
        let groups = RelevanceGroups::of(&self.words, &self.slots);
        let mut found = Vec::new();
        for lead in after.map_or(0, |after| after.lead)..=groups.max_sum() {
            let left = count - found.len();
            if left == 0 {
                break;
            }
            found.extend(self.by_time(&groups.with_sum(lead), self.at, lead, after, left));
        }
        found
    }

    /// The first `count` of the slots after `after`, by time; all have the same lead.
    fn by_time(
        &self,
        slots: &RoaringBitmap,
        at: i64,
        lead: u64,
        after: Option<Rank>,
        count: usize,
    ) -> Vec<(Rank, u32)> {
        let only = match self.editions.as_slice() {
            [edition] => self.catalogue.edition_index(&edition.slug),
            _ => None,
        };
        let few = |all: u64| {
            // The matching events are on average `all / len` apart in the order of all events.
            let len = slots.len().max(1);
            let wanted = len.min(u64::try_from(count).unwrap_or(u64::MAX));
            len * RANKING_COST <= all * wanted / len
        };
        let Some(only) = only.filter(|index| !few(index.slots.len())) else {
            return self.by_lead(slots, at, after, count, |_, _| lead);
        };
        let order = only.order(at, |slot| self.catalogue.entry(slot));
        let rank = |time: TimeRank| Rank { lead, time };
        let start = after.map_or(0, |after| {
            order.partition_point(|(time, _)| rank(*time) <= after)
        });
        order
            .iter()
            .skip(start)
            .filter(|(_, slot)| slots.contains(*slot))
            .take(count)
            .map(|(time, slot)| (rank(*time), *slot))
            .collect()
    }

    /// The first `count` of the slots after `after`, by lead and then by time.
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
                time: TimeRank::of(entry, at),
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

/// Distance of an event from a point, in millimetres; [`NOWHERE`] without a venue.
fn distance(point: Option<Position>, entry: &Entry) -> u64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "half the circumference of the Earth is 2e10 millimetres, and a distance is not negative"
    )]
    let millimetres = |metres: f64| (metres * 1000.0).round() as u64;
    point
        .zip(entry.position())
        .map_or(NOWHERE, |(point, place)| {
            millimetres(point.distance_m(place))
        })
}
