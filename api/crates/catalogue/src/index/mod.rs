//! The catalogue: one immutable version, and what is read from it by identifier or address.

mod advance;

use super::change_order::{ChangeOrder, Stamp};
use super::edition_index::{EditionIndex, Pending};
use super::entry::{Entry, address, external};
use super::map_point::MapPoint;
use super::text::Words;
use super::value::Values;
use chrono::{DateTime, Utc};
use shared::change::RemovalReason;
use shared::edition::Edition;
use shared::event::{EventQuery, QueryFaults};
use shared::id::EventId;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
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
        /// Why it is no longer public.
        reason: RemovalReason,
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
pub(super) struct Tombstone {
    pub(super) edition: Arc<str>,
    slug: Option<Arc<str>>,
    event: Option<GoneEvent>,
    pub(super) reason: RemovalReason,
    /// When it went, as far as readers see.
    pub(super) stamp: Stamp,
}

/// Number and times of an edition, which its document does not contain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EditionRecord {
    /// Number of the edition, which no other one ever has.
    pub uid: i64,
    /// Time at which it was created.
    pub created_at: DateTime<Utc>,
    /// Time of its last change.
    pub updated_at: DateTime<Utc>,
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
    /// Sequence numbers of the log rows that stored each of the editions that changed, in order, by slug; without one,
    /// [`Delta::editions_seq`] counts.
    pub edition_rows: BTreeMap<String, Vec<i64>>,
    /// Changed events, each with the sequence number of the last log row about it.
    pub events: Vec<(i64, Change)>,
    /// Those of the changed events that several log rows are about: each may have been something else in between.
    pub repeated: HashSet<EventId>,
    /// Sequence number of the log row by which a public event got its label, where the earlier version does not tell since when it is
    /// public.
    pub labelled: HashMap<EventId, i64>,
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
pub(super) struct Slot {
    pub(super) entry: Arc<Entry>,
    point: Option<MapPoint>,
    pub(super) stamp: Stamp,
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
    /// Records of the editions, by slug.
    records: BTreeMap<String, EditionRecord>,
    pub(super) slots: Vec<Option<Slot>>,
    free: Vec<u32>,
    by_id: HashMap<EventId, u32>,
    by_address: HashMap<Arc<str>, EventId>,
    /// Events that are or were public, by number.
    by_uid: HashMap<i64, EventId>,
    /// Public events by edition and identifier in another system, each with its number. Shared by the versions, since most events have none.
    by_external: Arc<BTreeSet<(Arc<str>, i64, EventId)>>,
    /// Public events that renew one of another edition, each after its series.
    renewed: BTreeSet<(EventId, EventId)>,
    /// Events that were public and no longer are.
    pub(super) gone: HashMap<EventId, Tombstone>,
    /// Those of `gone` that were withdrawn, by the time of the withdrawal.
    withdrawn: BTreeMap<(DateTime<Utc>, EventId), Arc<Entry>>,
    pub(super) values: Values,
    pub(super) words: Words,
    /// Index of each edition, by slug; an edition without events has none.
    edition_indexes: BTreeMap<String, Arc<EditionIndex>>,
    /// Changes that the edition indexes do not contain yet.
    pending: BTreeMap<String, Pending>,
    /// The events that are or were public, by the last log row about them.
    pub(super) order: ChangeOrder,
    /// Log row of the last change of any event that readers see, or a later one.
    pub(super) last_visible: i64,
    /// The last log row that stored each edition, by slug.
    pub(super) edition_rows: BTreeMap<String, i64>,
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

    /// Sets the records of the editions, by slug.
    #[must_use]
    pub fn recorded(self, records: BTreeMap<String, EditionRecord>) -> Self {
        Self { records, ..self }
    }

    /// The public edition with this slug.
    pub fn edition(&self, slug: &str) -> Option<&Arc<Edition>> {
        self.editions().find(|edition| edition.slug == slug)
    }

    /// The public editions, sorted by slug.
    pub fn editions(&self) -> impl Iterator<Item = &Arc<Edition>> {
        self.editions.iter().filter(|edition| edition.is_public())
    }

    /// The record of a public edition.
    pub fn record(&self, slug: &str) -> Option<&EditionRecord> {
        self.edition(slug).and_then(|_| self.records.get(slug))
    }

    /// The public edition with this number.
    pub fn edition_by_uid(&self, uid: i64) -> Option<(&Arc<Edition>, &EditionRecord)> {
        self.recorded_editions()
            .find(|(_, record)| record.uid == uid)
    }

    /// The public editions with their records, sorted by slug.
    pub fn recorded_editions(&self) -> impl Iterator<Item = (&Arc<Edition>, &EditionRecord)> {
        self.editions()
            .filter_map(|edition| Some((edition, self.records.get(&edition.slug)?)))
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

    /// The event with this number that is or was public.
    pub fn by_uid(&self, uid: i64) -> Option<Found<'_>> {
        self.by_id(*self.by_uid.get(&uid)?)
    }

    /// The events of an edition that were public and no longer are, in no order.
    pub fn gone_from(&self, edition: &str) -> impl Iterator<Item = &GoneEvent> {
        self.gone
            .values()
            .filter(move |gone| *gone.edition == *edition)
            .filter_map(|gone| gone.event.as_ref())
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
        // Nobody follows the changes of these.
        let stamp = Stamp {
            last: 0,
            changed: 0,
            public_since: 0,
        };
        for entry in self.withdrawn.range((since, EventId(Uuid::nil()))..) {
            matching.insert(Arc::clone(entry.1), stamp);
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
            .gone_from(edition)
            .map(|gone| gone.entry.event.updated_at);
        public.chain(gone).max()
    }

    /// The event with this edition and slug that is or was public.
    pub fn by_slug(&self, edition: &str, slug: &str) -> Option<Found<'_>> {
        let id = self.by_address.get(address(edition, slug).as_str())?;
        self.by_id(*id)
    }

    /// The public event of an edition with this identifier in another system. Two accounts may use the same one: the event that was there
    /// first has it.
    pub fn by_external(&self, edition: &str, source: &str, id: &str) -> Option<&Arc<Entry>> {
        let key: Arc<str> = external(edition, source, id).into();
        let first = (Arc::clone(&key), i64::MIN, EventId(Uuid::nil()));
        let (known, _, id) = self.by_external.range(first..).next()?;
        match self.by_id(*id).filter(|_| *known == key)? {
            Found::Event(entry) => Some(entry),
            Found::Gone => None,
        }
    }

    /// The slot of an event, which may belong to an edition that is not public.
    pub(super) fn slot(&self, id: EventId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn entry(&self, slot: u32) -> Option<&Arc<Entry>> {
        Some(&self.slot_at(slot)?.entry)
    }

    pub(super) fn slot_at(&self, slot: u32) -> Option<&Slot> {
        self.slots.get(slot as usize)?.as_ref()
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
