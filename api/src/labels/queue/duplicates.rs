//! Likely duplicates among the files of the queue, as `shared::event` measures them.

use super::entry::Entry;
use super::order::{Entries, Slot};
use shared::id::EventId;
use shared::place::InseeCode;
use std::collections::{HashMap, HashSet};

/// Maximum number of files with which one is compared.
const COMPARED_MAX: usize = 2_000;

/// Key under which files are found that may be the same event: their commune, or the cell of their marker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Place {
    Commune(InseeCode),
    Cell(i64),
}

/// Two events; the lower identifier first where they are [`sorted`].
type Pair = (EventId, EventId);

/// The likely duplicates among the files of the queue.
#[derive(Debug, Clone, Default)]
pub(super) struct Duplicates {
    /// Files of an edition in a commune or a cell of the map.
    places: HashMap<(String, Place), Vec<Slot>>,
    /// For each file those that are likely the same; both directions.
    pairs: HashMap<Slot, Vec<Slot>>,
    /// Pairs of which a person has said that they are two events; the lower identifier first.
    distinct: HashSet<Pair>,
}

impl Duplicates {
    /// Files that are likely the same event.
    pub(super) fn of(&self, slot: Slot) -> &[Slot] {
        self.pairs.get(&slot).map_or(&[], Vec::as_slice)
    }

    /// Replaces what was said about these events.
    pub(super) fn say(
        &mut self,
        about: &HashSet<EventId>,
        distinct: impl IntoIterator<Item = Pair>,
    ) {
        self.distinct.retain(|pair| !is_about(about, pair));
        self.distinct.extend(distinct.into_iter().map(sorted));
    }

    /// The events of which [`Self::say`] with the same values would say something else.
    pub(super) fn told_anew(
        &self,
        about: &HashSet<EventId>,
        distinct: &[Pair],
    ) -> HashSet<EventId> {
        let known = self.distinct.iter().copied();
        let known: HashSet<Pair> = known.filter(|pair| is_about(about, pair)).collect();
        let said: HashSet<Pair> = distinct.iter().copied().map(sorted).collect();
        let changed = known.symmetric_difference(&said);
        changed.flat_map(|(one, other)| [*one, *other]).collect()
    }

    /// Adds a file, and compares it with those near it.
    pub(super) fn add(&mut self, slot: Slot, entry: &Entry, entries: &Entries) {
        if !entry.is_compared() {
            return;
        }
        let mut near: Vec<Slot> = places_around(entry)
            .filter_map(|place| self.places.get(&place))
            .flatten()
            .copied()
            .take(COMPARED_MAX)
            .collect();
        near.sort_unstable();
        near.dedup();
        for other_slot in near {
            let other = usize::try_from(other_slot)
                .ok()
                .and_then(|place| entries.get(place)?.as_deref());
            if other.is_some_and(|other| self.are_alike(entry, other)) {
                self.pairs.entry(slot).or_default().push(other_slot);
                self.pairs.entry(other_slot).or_default().push(slot);
            }
        }
        for place in own_places(entry) {
            self.places.entry(place).or_default().push(slot);
        }
    }

    /// Removes a file that was added.
    pub(super) fn remove(&mut self, slot: Slot, entry: &Entry) {
        for place in own_places(entry) {
            if let Some(slots) = self.places.get_mut(&place) {
                slots.retain(|other| *other != slot);
            }
        }
        for other in self.pairs.remove(&slot).unwrap_or_default() {
            if let Some(slots) = self.pairs.get_mut(&other) {
                slots.retain(|one| *one != slot);
            }
        }
    }

    fn are_alike(&self, one: &Entry, other: &Entry) -> bool {
        let pair = sorted((one.item.id, other.item.id));
        !self.distinct.contains(&pair)
            && one
                .near
                .likeness(&one.words, &other.near, &other.words)
                .is_some()
    }
}

fn sorted((one, other): Pair) -> Pair {
    (one.min(other), one.max(other))
}

fn is_about(about: &HashSet<EventId>, (one, other): &Pair) -> bool {
    about.contains(one) || about.contains(other)
}

/// Places by which others find the file.
fn own_places(entry: &Entry) -> impl Iterator<Item = (String, Place)> {
    let commune = entry.near.commune.clone().map(Place::Commune);
    let cell = entry.near.cell().map(Place::Cell);
    let edition = entry.item.edition.clone();
    commune
        .into_iter()
        .chain(cell)
        .map(move |place| (edition.clone(), place))
}

/// Places in which others may be near the file.
fn places_around(entry: &Entry) -> impl Iterator<Item = (String, Place)> {
    let commune = entry.near.commune.clone().map(Place::Commune);
    let cells = entry.near.cells_around().into_iter().map(Place::Cell);
    let edition = entry.item.edition.clone();
    commune
        .into_iter()
        .chain(cells)
        .map(move |place| (edition.clone(), place))
}
