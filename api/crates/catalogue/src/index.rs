//! The catalogue itself: one immutable version, and how the next is made of it.

use super::clusters::Spot;
use super::entry::{Entry, address};
use super::shelf::{Pending, Shelf};
use super::text::Words;
use super::value::Values;
use chrono::{DateTime, Utc};
use shared::calendar::Schedule;
use shared::edition::Edition;
use shared::id::EventId;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What became of one event.
#[derive(Debug)]
pub enum Change {
    /// The public sees it, so.
    Public(Box<Entry>),
    /// The public saw it once, and no longer does.
    Gone {
        /// Which.
        id: EventId,
        /// Edition and slug.
        edition: String,
        /// Part of its address, if it ever had one.
        slug: Option<String>,
        /// When it was to take place.
        remains: Option<Remains>,
    },
    /// The public never saw it.
    Unseen(EventId),
}

/// What is told of an event that is no longer public: its times, so that the calendars that have it learn that it is off.
#[derive(Debug, PartialEq)]
pub struct Remains {
    /// When it was to take place.
    pub occurrences: Schedule,
    /// IANA name of the zone of its clocks.
    pub timezone: String,
    /// When it was taken back.
    pub updated_at: DateTime<Utc>,
}

/// What was public at some address.
#[derive(Debug, Clone)]
struct Past {
    edition: Arc<str>,
    slug: Option<Arc<str>>,
    remains: Option<Arc<Remains>>,
}

/// What leads from one version to the next.
#[derive(Debug, Default)]
pub struct Delta {
    /// Last row of the log that is in it.
    pub cursor: i64,
    /// All editions, when one of them changed.
    pub editions: Option<Vec<Edition>>,
    /// Last row of the log about an edition, when one of them changed.
    pub editions_seq: i64,
    /// Events that changed, with the last row of the log about each.
    pub events: Vec<(i64, Change)>,
}

/// What stands at an address.
#[derive(Debug)]
pub enum Found<'a> {
    /// A labelled event.
    Event(&'a Arc<Entry>),
    /// One that was public and no longer is: 410.
    Gone,
}

/// An event in its slot, and where it lies on a map. The spots stand one after the other in memory: a map of all events reads
/// them and hardly one of the events themselves.
#[derive(Debug, Clone)]
struct Slot {
    entry: Arc<Entry>,
    spot: Option<Spot>,
}

/// One version of all that the public may read.
///
/// Each event has a slot, a small number that it keeps; bitmaps hold slots. A clone copies pointers only, and a bitmap is
/// copied when the next version writes into it, so that a change costs what changed and not what is there.
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
    /// What is no longer public.
    gone: HashMap<EventId, Past>,
    pub(super) values: Values,
    pub(super) words: Words,
    shelves: BTreeMap<String, Arc<Shelf>>,
    /// What the shelves do not have yet.
    pending: BTreeMap<String, Pending>,
}

impl Catalogue {
    /// Last row of the log that is in it.
    pub fn cursor(&self) -> i64 {
        self.cursor
    }

    /// Last row of the log that changed anything in it: what the public reads is the same as long as this is.
    pub fn version(&self) -> i64 {
        self.version
    }

    /// When that row was written: the state that everybody who reads this version sees, on every instance.
    pub fn changed_at(&self) -> DateTime<Utc> {
        self.changed_at
    }

    /// The same version, with the time of its last change.
    #[must_use]
    pub fn changed(self, at: DateTime<Utc>) -> Self {
        Self {
            changed_at: at,
            ..self
        }
    }

    /// The next version.
    #[must_use]
    pub fn advanced(&self, delta: Delta) -> Self {
        let mut next = self.clone();
        next.take(delta);
        next.settled()
    }

    /// Makes itself the next version, as long as nobody has seen this one; [`Catalogue::settled`] finishes it.
    pub fn take(&mut self, delta: Delta) {
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
            if self.apply(change) {
                self.version = self.version.max(seq);
            }
        }
    }

    /// Sorts in what was taken, each edition once.
    #[must_use]
    pub fn settled(mut self) -> Self {
        for (edition, pending) in std::mem::take(&mut self.pending) {
            let place = Arc::make_mut(self.shelves.entry(edition.clone()).or_default());
            place.take(pending);
            if place.slots.is_empty() {
                self.shelves.remove(&edition);
            }
        }
        self
    }

    /// Answers whether the public can see the difference.
    fn apply(&mut self, change: Change) -> bool {
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
                remains,
            } => {
                self.remove(id);
                if let Some(slug) = &slug {
                    self.by_address.insert(address(&edition, slug).into(), id);
                }
                let past = Past {
                    edition: edition.into(),
                    slug: slug.map(Arc::from),
                    remains: remains.map(Arc::new),
                };
                self.gone.insert(id, past);
                true
            }
            Change::Unseen(id) => self.remove(id),
        }
    }

    fn insert(&mut self, entry: Arc<Entry>) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).expect("there are fewer events than numbers")
        });
        self.values.insert(slot, entry.values(), entry.days());
        self.words.insert(slot, &entry);
        self.pending(&entry).add(slot, Arc::clone(&entry));
        self.by_address.insert(entry.address().into(), entry.id());
        self.by_id.insert(entry.id(), slot);
        if let Some(place) = self.slots.get_mut(slot as usize) {
            *place = Some(Slot {
                spot: entry.position().map(Spot::of),
                entry,
            });
        }
    }

    /// Forgets the event; answers whether there was anything to forget.
    fn remove(&mut self, id: EventId) -> bool {
        if let Some(Past { edition, slug, .. }) = self.gone.remove(&id) {
            if let Some(slug) = slug {
                self.vacate(&address(&edition, &slug), id);
            }
            return true;
        }
        let Some(slot) = self.by_id.remove(&id) else {
            return false;
        };
        let taken = self.slots.get_mut(slot as usize).and_then(Option::take);
        let Some(Slot { entry, .. }) = taken else {
            return false;
        };
        self.free.push(slot);
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

    /// The edition of that slug, if the public sees it.
    pub fn edition(&self, slug: &str) -> Option<&Arc<Edition>> {
        self.editions().find(|edition| edition.slug == slug)
    }

    /// The editions that the public sees, by slug.
    pub fn editions(&self) -> impl Iterator<Item = &Arc<Edition>> {
        self.editions.iter().filter(|edition| edition.is_public())
    }

    /// The edition that is meant where none is named.
    pub fn current_edition(&self) -> Option<&Edition> {
        Edition::current(self.editions.iter().map(AsRef::as_ref))
    }

    /// Labelled events of an edition that the public sees.
    pub fn labelled_events(&self, edition: &str) -> u64 {
        self.edition(edition)
            .and_then(|edition| self.shelf(&edition.slug))
            .map_or(0, |shelf| shelf.slots.len())
    }

    /// What is or was public under that id.
    pub fn by_id(&self, id: EventId) -> Option<Found<'_>> {
        let slot = self.by_id.get(&id);
        if let Some(entry) = slot.and_then(|slot| self.entry(*slot)) {
            self.edition(&entry.event.edition)
                .map(|_| Found::Event(entry))
        } else {
            let past = self.gone.get(&id)?;
            self.edition(&past.edition).map(|_| Found::Gone)
        }
    }

    /// What is told of an event that is [`Found::Gone`].
    pub fn remains(&self, id: EventId) -> Option<&Remains> {
        self.gone.get(&id)?.remains.as_deref()
    }

    /// What is or was public at that address.
    pub fn by_slug(&self, edition: &str, slug: &str) -> Option<Found<'_>> {
        let id = self.by_address.get(address(edition, slug).as_str())?;
        self.by_id(*id)
    }

    /// The slot of an event, which may be of an edition that the public does not see.
    pub(super) fn slot(&self, id: EventId) -> Option<u32> {
        self.by_id.get(&id).copied()
    }

    pub(super) fn entry(&self, slot: u32) -> Option<&Arc<Entry>> {
        let slot = self.slots.get(slot as usize)?.as_ref()?;
        Some(&slot.entry)
    }

    /// Where the event of a slot lies on a map; `None` without a place.
    pub(super) fn spot(&self, slot: u32) -> Option<Spot> {
        self.slots.get(slot as usize)?.as_ref()?.spot
    }

    /// The events of an edition, if it has any.
    pub(super) fn shelf(&self, edition: &str) -> Option<&Shelf> {
        self.shelves.get(edition).map(AsRef::as_ref)
    }
}
