//! The catalogue: one immutable version, and the derivation of the next one.

use super::clusters::MapPoint;
use super::edition_index::{EditionIndex, Pending};
use super::entry::{Entry, address};
use super::text::Words;
use super::value::Values;
use chrono::{DateTime, Utc};
use shared::edition::Edition;
use shared::event::{EventQuery, QueryFaults};
use shared::id::EventId;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// The new public state of an event.
#[derive(Debug)]
pub enum Change {
    /// The event is public, with this content.
    Public(Box<Entry>),
    /// The event was public and no longer is.
    Gone {
        /// Identifier of the event.
        id: EventId,
        /// Slug of the edition.
        edition: String,
        /// Slug of the event, if it ever had one.
        slug: Option<String>,
        /// The removed event, so that calendars can cancel it.
        event: Option<GoneEvent>,
    },
    /// The event was never public.
    Unseen(EventId),
}

/// An event that is no longer public, so that subscribed calendars can cancel it. Only its times may be published.
#[derive(Debug, Clone, PartialEq)]
pub struct GoneEvent {
    /// The event as it was last submitted.
    pub entry: Arc<Entry>,
    /// True when it was withdrawn or revoked and not submitted again: the entry is then what was public.
    pub withdrawn: bool,
}

/// Marks an event that was public and no longer is.
#[derive(Debug, Clone)]
struct Tombstone {
    edition: Arc<str>,
    slug: Option<Arc<str>>,
    event: Option<GoneEvent>,
}

/// The changes from one version to the next.
#[derive(Debug, Default)]
pub struct Delta {
    /// Sequence number of the last log row that it includes.
    pub cursor: i64,
    /// All editions, if one of them changed.
    pub editions: Option<Vec<Edition>>,
    /// Sequence number of the last log row about an edition, if one of them changed.
    pub editions_seq: i64,
    /// Changed events, each with the sequence number of the last log row about it.
    pub events: Vec<(i64, Change)>,
}

/// The event at an identifier or address.
#[derive(Debug)]
pub enum Found<'a> {
    /// An event that is public now.
    Event(&'a Arc<Entry>),
    /// An event that was public and no longer is; answered with 410.
    Gone,
}

/// An event and its position on the map. The positions are contiguous in memory: clustering all events reads them and hardly
/// any of the events themselves.
#[derive(Debug, Clone)]
struct Slot {
    entry: Arc<Entry>,
    point: Option<MapPoint>,
}

/// One version of everything that the public may read.
///
/// Each event has a slot, a small number that does not change; bitmaps hold slots. A clone copies only pointers, and a bitmap
/// is copied when the next version writes to it, so that the cost of a change depends on what changed and not on the total.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    cursor: i64,
    version: i64,
    changed_at: DateTime<Utc>,
    editions: Vec<Arc<Edition>>,
    slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    by_id: HashMap<EventId, u32>,
    by_address: HashMap<Arc<str>, EventId>,
    /// Public events that renew one of another edition, each after its series.
    renewed: BTreeSet<(EventId, EventId)>,
    /// Events that were public and no longer are.
    gone: HashMap<EventId, Tombstone>,
    /// Those of `gone` that were withdrawn, by the time of the withdrawal.
    withdrawn: BTreeMap<(DateTime<Utc>, EventId), Arc<Entry>>,
    pub(super) values: Values,
    pub(super) words: Words,
    /// Index of each edition, by slug; an edition without events has none.
    edition_indexes: BTreeMap<String, Arc<EditionIndex>>,
    /// Changes that the edition indexes do not contain yet.
    pending: BTreeMap<String, Pending>,
}

impl Catalogue {
    /// Sequence number of the last log row that this version includes.
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// Sequence number of the last log row that changed public content: equal versions have equal content.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// Time of the log row of [`Catalogue::version`], the same on every instance.
    pub fn changed_at(&self) -> DateTime<Utc> {
        self.changed_at
    }

    /// Sets the time of the last change.
    #[must_use]
    pub fn changed(self, at: DateTime<Utc>) -> Self {
        Self {
            changed_at: at,
            ..self
        }
    }

    /// Derives the next version.
    #[must_use]
    pub fn advanced(&self, delta: Delta) -> Self {
        let mut next = self.clone();
        next.apply(delta);
        next.finished()
    }

    /// Applies changes in place, before the version is published; [`Catalogue::finished`] must follow.
    pub fn apply(&mut self, delta: Delta) {
        let Delta {
            cursor,
            editions,
            editions_seq,
            events,
        } = delta;
        self.cursor = self.cursor.max(cursor);
        if let Some(mut editions) = editions {
            editions.sort_by(|a, b| a.slug.cmp(&b.slug));
            self.editions = editions.into_iter().map(Arc::new).collect();
            self.version = self.version.max(editions_seq);
        }
        for (seq, change) in events {
            if self.apply_change(change) {
                self.version = self.version.max(seq);
            }
        }
    }

    /// Updates the index of each edition with the changes that were applied.
    #[must_use]
    pub fn finished(mut self) -> Self {
        for (edition, pending) in std::mem::take(&mut self.pending) {
            let entry = self.edition_indexes.entry(edition.clone());
            let index = Arc::make_mut(entry.or_default());
            index.apply(pending);
            if index.slots.is_empty() {
                self.edition_indexes.remove(&edition);
            }
        }
        self
    }

    /// Applies a change; returns true if it changes public content.
    fn apply_change(&mut self, change: Change) -> bool {
        match change {
            Change::Public(entry) => {
                self.remove(entry.id());
                self.insert(Arc::new(*entry));
                true
            }
            Change::Gone {
                id,
                edition,
                slug,
                event,
            } => {
                self.remove(id);
                if let Some(slug) = &slug {
                    self.by_address.insert(address(&edition, slug).into(), id);
                }
                if let Some(GoneEvent {
                    entry,
                    withdrawn: true,
                }) = &event
                {
                    self.withdrawn
                        .insert((entry.event.updated_at, id), Arc::clone(entry));
                }
                let tombstone = Tombstone {
                    edition: edition.into(),
                    slug: slug.map(Arc::from),
                    event,
                };
                self.gone.insert(id, tombstone);
                true
            }
            Change::Unseen(id) => self.remove(id),
        }
    }

    fn insert(&mut self, entry: Arc<Entry>) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).expect("the number of events fits in u32")
        });
        self.values.insert(slot, entry.values(), entry.days());
        self.words.insert(slot, &entry);
        self.pending(&entry).add(slot, Arc::clone(&entry));
        self.by_address.insert(entry.address().into(), entry.id());
        self.by_id.insert(entry.id(), slot);
        if entry.series != entry.id() {
            self.renewed.insert((entry.series, entry.id()));
        }
        if let Some(place) = self.slots.get_mut(slot as usize) {
            *place = Some(Slot {
                point: entry.position().map(MapPoint::of),
                entry,
            });
        }
    }

    /// Removes an event, public or gone; returns false if there was none.
    fn remove(&mut self, id: EventId) -> bool {
        if let Some(Tombstone {
            edition,
            slug,
            event,
        }) = self.gone.remove(&id)
        {
            if let Some(GoneEvent { entry, .. }) = event {
                self.withdrawn.remove(&(entry.event.updated_at, id));
            }
            if let Some(slug) = slug {
                self.vacate(&address(&edition, &slug), id);
            }
            return true;
        }
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        let removed = self.slots.get_mut(slot as usize).and_then(Option::take);
        let Some(Slot { entry, .. }) = removed else {
            return false;
        };
        self.free.push(slot);
        self.renewed.remove(&(entry.series, id));
        self.values.remove(slot, entry.values(), entry.days());
        self.words.remove(slot, &entry);
        self.pending(&entry).remove(slot);
        self.vacate(&entry.address(), id);
        true
    }

    fn pending(&mut self, entry: &Entry) -> &mut Pending {
        self.pending.entry(entry.event.edition.clone()).or_default()
    }

    fn vacate(&mut self, address: &str, id: EventId) {
        if self.by_address.get(address) == Some(&id) {
            self.by_address.remove(address);
        }
    }

    /// The public edition with this slug.
    pub fn edition(&self, slug: &str) -> Option<&Arc<Edition>> {
        self.editions().find(|edition| edition.slug == slug)
    }

    /// The public editions, sorted by slug.
    pub fn editions(&self) -> impl Iterator<Item = &Arc<Edition>> {
        self.editions.iter().filter(|edition| edition.is_public())
    }

    /// The edition that a query without `edition` refers to.
    pub fn current_edition(&self) -> Option<&Edition> {
        Edition::current(self.editions.iter().map(AsRef::as_ref))
    }

    /// Number of labelled events of a public edition; 0 for any other.
    pub fn labelled_events(&self, edition: &str) -> u64 {
        self.edition(edition)
            .and_then(|edition| self.edition_index(&edition.slug))
            .map_or(0, |index| index.slots.len())
    }

    /// The event with this identifier that is or was public.
    pub fn by_id(&self, id: EventId) -> Option<Found<'_>> {
        let slot = self.by_id.get(&id);
        if let Some(entry) = slot.and_then(|slot| self.entry(*slot)) {
            self.edition(&entry.event.edition)
                .map(|_| Found::Event(entry))
        } else {
            let tombstone = self.gone.get(&id)?;
            self.edition(&tombstone.edition).map(|_| Found::Gone)
        }
    }

    /// The other public events of the series of an event, by edition.
    pub fn series_of(&self, entry: &Entry) -> Vec<&Arc<Entry>> {
        let first = (entry.series, EventId(Uuid::nil()));
        let last = (entry.series, EventId(Uuid::max()));
        let renewed = self.renewed.range(first..=last).map(|(_, id)| *id);
        let mut others: Vec<_> = std::iter::once(entry.series)
            .chain(renewed)
            .filter(|id| *id != entry.id())
            .filter_map(|id| match self.by_id(id) {
                Some(Found::Event(other)) => Some(other),
                Some(Found::Gone) | None => None,
            })
            .collect();
        others.sort_by(|one, other| one.event.edition.cmp(&other.event.edition));
        others
    }

    /// The removed event behind [`Found::Gone`], so that calendars can cancel it.
    pub fn gone_event(&self, id: EventId) -> Option<&GoneEvent> {
        self.gone.get(&id)?.event.as_ref()
    }

    /// Number of events that were withdrawn or revoked since a moment, and the last such moment before it.
    pub fn withdrawals_since(&self, since: DateTime<Utc>) -> (usize, Option<DateTime<Utc>>) {
        let start = (since, EventId(Uuid::nil()));
        let before = self.withdrawn.range(..start).next_back();
        (
            self.withdrawn.range(start..).count(),
            before.map(|((at, _), _)| *at),
        )
    }

    /// The events that were withdrawn or revoked since a moment and would match a query now, by the time of withdrawal.
    ///
    /// # Errors
    ///
    /// As [`Catalogue::find`].
    pub fn find_withdrawn(
        &self,
        query: &EventQuery,
        since: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Arc<Entry>>, QueryFaults> {
        let mut matching = Self {
            editions: self.editions.clone(),
            ..Self::default()
        };
        for entry in self.withdrawn.range((since, EventId(Uuid::nil()))..) {
            matching.insert(Arc::clone(entry.1));
        }
        let matching = Arc::new(matching.finished());
        let mut found: Vec<_> = matching
            .find_unordered(query, now)?
            .entries()
            .cloned()
            .collect();
        found.sort_by_key(|entry| (entry.event.updated_at, entry.event.id));
        Ok(found)
    }

    /// Time of the last change to the public events of an edition, those that left it included; `None` if it never had any.
    pub fn last_change(&self, edition: &str) -> Option<DateTime<Utc>> {
        let public = self
            .slots
            .iter()
            .flatten()
            .map(|slot| &slot.entry.event)
            .filter(|event| event.edition == edition)
            .map(|event| event.updated_at);
        let gone = self
            .gone
            .values()
            .filter(|gone| *gone.edition == *edition)
            .filter_map(|gone| gone.event.as_ref())
            .map(|gone| gone.entry.event.updated_at);
        public.chain(gone).max()
    }

    /// The event with this edition and slug that is or was public.
    pub fn by_slug(&self, edition: &str, slug: &str) -> Option<Found<'_>> {
        let id = self.by_address.get(address(edition, slug).as_str())?;
        self.by_id(*id)
    }

    /// The slot of an event, which may belong to an edition that is not public.
    pub(super) fn slot(&self, id: EventId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn entry(&self, slot: u32) -> Option<&Arc<Entry>> {
        let slot = self.slots.get(slot as usize)?.as_ref()?;
        Some(&slot.entry)
    }

    /// Position of the event of a slot on the map; `None` without a venue.
    pub(super) fn map_point(&self, slot: u32) -> Option<MapPoint> {
        self.slots.get(slot as usize)?.as_ref()?.point
    }

    /// The index of an edition; `None` if it has no events.
    pub(super) fn edition_index(&self, edition: &str) -> Option<&EditionIndex> {
        self.edition_indexes.get(edition).map(AsRef::as_ref)
    }
}
