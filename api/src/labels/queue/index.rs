//! A version of the queue in memory. It is immutable: the next version is a copy with some files replaced.

use super::duplicates::Duplicates;
use super::entry::Entry;
use super::order::{By, Orders, Slot};
use super::terms::{Bits, NONE, Number, Numbers};
use super::texts::Texts;
use chrono::NaiveDate;
use shared::id::EventId;
use shared::label::{LabelState, QueueMarks};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The files of the queue as of a row of the log.
#[derive(Debug, Clone)]
pub(super) struct Index {
    /// Number of the last row of the log that it contains; 0 for none.
    pub(super) cursor: i64,
    /// Slugs of all editions.
    pub(super) editions: Arc<BTreeSet<String>>,
    entries: Vec<Option<Arc<Entry>>>,
    /// Properties that most filters read, by slot.
    traits: Vec<Traits>,
    slots: HashMap<EventId, Slot>,
    pub(super) words: Words,
    pub(super) texts: Texts,
    /// The same in the next version, unless something changes by which files are compared.
    pub(super) duplicates: Arc<Duplicates>,
    orders: Orders,
}

/// The numbers of all words.
#[derive(Debug, Clone, Default)]
pub(super) struct Words {
    pub(super) editions: Numbers,
    pub(super) departments: Numbers,
    pub(super) regions: Numbers,
    pub(super) kinds: Numbers,
    pub(super) audiences: Bits,
    pub(super) sectors: Bits,
}

/// Properties of a file that most filters read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Traits {
    pub(super) state: LabelState,
    /// Review deadline in microseconds; [`i64::MAX`] for none.
    pub(super) due: i64,
    /// Time from which the review deadline is near, in microseconds; [`i64::MAX`] for none.
    pub(super) soon_from: i64,
    /// Day of the last submission.
    pub(super) filed_on: NaiveDate,
    pub(super) edition: Number,
    pub(super) department: Number,
    pub(super) region: Number,
    pub(super) kind: Number,
    pub(super) audiences: u128,
    pub(super) sectors: u128,
    /// Marks that do not depend on the time.
    pub(super) marks: QueueMarks,
}

/// Changes that lead to the next version.
#[derive(Debug, Default)]
pub(super) struct Changes {
    pub(super) cursor: i64,
    /// Each changed event, with its file or without one.
    pub(super) events: Vec<(EventId, Option<Entry>)>,
    /// Events of which a person has said that they are two, among the pairs that a changed event is part of.
    pub(super) distinct: Vec<(EventId, EventId)>,
}

impl Index {
    /// The queue without any file.
    pub(super) fn new(cursor: i64, editions: BTreeSet<String>) -> Self {
        Self {
            cursor,
            editions: Arc::new(editions),
            entries: Vec::new(),
            traits: Vec::new(),
            slots: HashMap::new(),
            words: Words::default(),
            texts: Texts::default(),
            duplicates: Arc::default(),
            orders: Orders::new(),
        }
    }

    /// The version of the index after these changes.
    pub(super) fn advanced(&self, changes: Changes) -> Self {
        let mut next = self.clone();
        let slots = next.apply(changes);
        next.orders = self.orders.advanced(&slots, &next.entries);
        next
    }

    /// Applies changes, and returns the slots of the changed files.
    fn apply(&mut self, changes: Changes) -> Vec<Slot> {
        self.cursor = self.cursor.max(changes.cursor);
        let about: HashSet<EventId> = changes.events.iter().map(|(id, _)| *id).collect();
        let told_anew = self.duplicates.told_anew(&about, &changes.distinct);
        if !told_anew.is_empty() {
            Arc::make_mut(&mut self.duplicates).say(&about, changes.distinct);
        }
        let mut slots = Vec::new();
        for (id, entry) in changes.events {
            let known = self.slots.get(&id).copied();
            let Some(slot) = known.or_else(|| entry.as_ref().and_then(|_| self.new_slot(id)))
            else {
                continue;
            };
            if !slots.contains(&slot) {
                slots.push(slot);
            }
            self.replace(slot, entry, told_anew.contains(&id));
        }
        slots
    }

    /// Adds a file to an index that nobody has read yet and that does not contain it.
    pub(super) fn add(&mut self, id: EventId, entry: Entry) {
        if let Some(slot) = self.new_slot(id) {
            self.replace(slot, Some(entry), false);
        }
    }

    fn new_slot(&mut self, id: EventId) -> Option<Slot> {
        let slot = Slot::try_from(self.entries.len()).ok()?;
        self.slots.insert(id, slot);
        self.entries.push(None);
        self.traits.push(Traits::NOBODY);
        Some(slot)
    }

    /// Replaces the file in a slot. `told_anew` when people have said something else about it and others than before.
    fn replace(&mut self, slot: Slot, entry: Option<Entry>, told_anew: bool) {
        let Ok(place) = usize::try_from(slot) else {
            return;
        };
        let before = self.entries.get_mut(place).and_then(Option::take);
        let both = before.as_deref().zip(entry.as_ref());
        let compared = told_anew || both.is_none_or(|(one, other)| !one.is_compared_as(other));
        if let Some(before) = before.filter(|_| compared) {
            Arc::make_mut(&mut self.duplicates).remove(slot, &before);
        }
        let traits = entry.as_ref().map(|entry| self.words.traits_of(entry));
        let searched = entry.as_ref().map_or("", |entry| entry.searched.as_str());
        self.texts.set(slot, searched);
        if let Some(entry) = entry.as_ref().filter(|_| compared) {
            Arc::make_mut(&mut self.duplicates).add(slot, entry, &self.entries);
        }
        if let Some(place) = self.traits.get_mut(place) {
            *place = traits.unwrap_or(Traits::NOBODY);
        }
        if let Some(place) = self.entries.get_mut(place) {
            *place = entry.map(Arc::new);
        }
    }

    /// The file in a slot.
    pub(super) fn entry(&self, slot: Slot) -> Option<&Arc<Entry>> {
        self.entries.get(usize::try_from(slot).ok()?)?.as_ref()
    }

    /// Properties of the file in a slot that most filters read; `None` for a slot out of range.
    pub(super) fn traits(&self, slot: Slot) -> Option<&Traits> {
        self.traits.get(usize::try_from(slot).ok()?)
    }

    /// The slot of an event that is in the queue.
    pub(super) fn slot(&self, id: EventId) -> Option<Slot> {
        let slot = self.slots.get(&id).copied()?;
        self.entry(slot).map(|_| slot)
    }

    /// All files in an order.
    pub(super) fn order(&self, by: By) -> Arc<[Slot]> {
        self.orders.of(by, &self.entries)
    }

    /// Number of files in the queue.
    pub(super) fn len(&self) -> usize {
        self.entries.iter().flatten().count()
    }
}

impl Words {
    fn traits_of(&mut self, entry: &Entry) -> Traits {
        let item = &entry.item;
        let department = item.department.as_ref();
        let region = item.region.as_ref();
        Traits {
            state: item.state,
            due: item.due_at.map_or(i64::MAX, |due| due.timestamp_micros()),
            soon_from: entry
                .soon_from
                .map_or(i64::MAX, |from| from.timestamp_micros()),
            filed_on: entry.filed_on,
            edition: self.editions.add(&item.edition),
            department: department.map_or(NONE, |code| self.departments.add(code.as_str())),
            region: region.map_or(NONE, |code| self.regions.add(code.as_str())),
            kind: self.kinds.add(&item.kind),
            audiences: self.audiences.add(&entry.audiences),
            sectors: self.sectors.add(&entry.sectors),
            marks: entry.marks,
        }
    }
}

impl Traits {
    /// Traits of a slot without a file: no order contains it.
    const NOBODY: Self = Self {
        state: LabelState::Draft,
        due: i64::MAX,
        soon_from: i64::MAX,
        filed_on: NaiveDate::MIN,
        edition: NONE,
        department: NONE,
        region: NONE,
        kind: NONE,
        audiences: 0,
        sectors: 0,
        marks: QueueMarks::empty(),
    };
}
