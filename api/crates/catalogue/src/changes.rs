//! The events in the order of their last change, for those who follow the changes.

use super::change_order::{ChangeOrder, Place};
use super::entry::Entry;
use super::filter::{unknown_places, unknown_terms};
use super::index::{Catalogue, Slot, Tombstone};
use roaring::RoaringBitmap;
use shared::change::RemovalReason;
use shared::edition::Edition;
use shared::event::{EventQuery, QueryFaults};
use shared::id::EventId;
use std::sync::Arc;

/// State of an event that changed.
#[derive(Debug, Clone, Copy)]
pub enum State<'a> {
    /// The event can be read; it may not match the query.
    Public {
        /// The event as it is.
        entry: &'a Arc<Entry>,
        /// Log row since which it is public.
        since: i64,
        /// True when it matches the query.
        matches: bool,
    },
    /// It was public and no longer is.
    Gone {
        /// Slug of its edition.
        edition: &'a str,
        /// Why it is no longer public.
        reason: RemovalReason,
    },
}

/// An event with its last change.
#[derive(Debug, Clone, Copy)]
pub struct Changed<'a> {
    /// Position of the event.
    pub place: Place,
    /// Log row since which readers see it as it is now, or a later one: a reader who had everything after this row has it.
    pub changed: i64,
    /// State in this version, however often it changed before.
    pub state: State<'a>,
}

/// A version with the events that match a query, whatever the time is and whatever other events there are.
#[derive(Debug)]
pub struct Watched<'a> {
    catalogue: &'a Catalogue,
    editions: Vec<Arc<Edition>>,
    /// The only events that the query can find; any when empty.
    ids: Vec<EventId>,
    matching: RoaringBitmap,
}

impl Catalogue {
    /// The events that match a query, for those who follow the changes. Without an edition in the query, of all public ones. Unlike a list,
    /// the words of a text find no events by a typo: whether one is tolerated depends on other events. The query must not depend on the
    /// time (`shared::change::unsteady`).
    ///
    /// # Errors
    ///
    /// Unknown editions, terms and places of the query, each by parameter.
    pub fn watched(&self, query: &EventQuery) -> Result<Watched<'_>, QueryFaults> {
        let editions = match query.edition {
            Some(_) => self
                .scope(query)
                .map_err(|fault| QueryFaults(vec![fault]))?,
            None => self.editions().cloned().collect(),
        };
        let mut faults = unknown_places(query);
        faults.extend(unknown_terms(&editions, query));
        if !faults.is_empty() {
            return Err(QueryFaults::of(faults));
        }
        let timeless = EventQuery {
            text: None,
            available: false,
            ..query.clone()
        };
        let mut matching = self.resolve(&editions, &timeless, i64::MIN).slots();
        if let Some(text) = &query.text {
            let words = self.words.find(text, &self.slots_of(&editions));
            if words.is_empty() {
                matching.clear();
            }
            for word in &words {
                matching &= word.written();
            }
        }
        Ok(Watched {
            catalogue: self,
            editions,
            ids: query.ids.clone(),
            matching,
        })
    }

    /// Log row of the last change that readers see, or a later one: whoever had everything after it has everything.
    pub fn last_visible_change(&self) -> i64 {
        self.last_visible
    }

    /// Moves the events of an edition to the last of the `rows` that stored it since the version before, and counts this as a change
    /// of them if it shows in them. What several rows changed may have been different in between. An edition that changed
    /// without such a row did so by `otherwise`.
    pub(super) fn show_edition(
        &mut self,
        before: Option<&Arc<Edition>>,
        after: &Edition,
        rows: &[i64],
        otherwise: i64,
    ) {
        let is_same = rows.len() <= 1 && before.is_some_and(|before| shows_alike(before, after));
        let seq = match rows.last() {
            Some(last) => *last,
            None if is_same => return,
            None => otherwise,
        };
        self.edition_rows.insert(after.slug.clone(), seq);
        if !is_same {
            self.last_visible = self.last_visible.max(seq);
        }
        let appears = after.is_public() && before.is_none_or(|before| !before.is_public());
        for Slot { entry, stamp, .. } in self.slots.iter_mut().flatten() {
            if entry.event.edition == after.slug {
                stamp.last = stamp.last.max(seq);
                if !is_same {
                    stamp.changed = stamp.changed.max(seq);
                }
                if appears {
                    stamp.public_since = stamp.changed;
                }
            }
        }
        for Tombstone { edition, stamp, .. } in self.gone.values_mut() {
            if **edition == *after.slug {
                stamp.last = stamp.last.max(seq);
                if !is_same {
                    stamp.changed = stamp.changed.max(seq);
                }
            }
        }
        self.settle();
    }

    /// Last log row about an event: the one about the event itself, or a later one about its edition.
    pub(super) fn row_of(&self, edition: &str, seq: i64) -> i64 {
        let edition = self.edition_rows.get(edition).copied();
        edition.map_or(seq, |edition| edition.max(seq))
    }

    /// Makes the order of the present places of all events.
    pub(super) fn settle(&mut self) {
        let public = self.slots.iter().flatten().map(|slot| Place {
            seq: slot.stamp.last,
            id: slot.entry.id(),
        });
        let gone = self.gone.iter().map(|(id, tombstone)| Place {
            seq: tombstone.stamp.last,
            id: *id,
        });
        self.order = ChangeOrder::of(public.chain(gone).collect());
    }
}

impl<'a> Watched<'a> {
    /// The events of the query's editions with a place after another one, in order. Each is there once, even if readers see no change
    /// of it ([`Changed::changed`]).
    pub fn changes(&self, after: Option<Place>) -> impl Iterator<Item = Changed<'a>> {
        let catalogue = self.catalogue;
        catalogue
            .order
            .after(after)
            .filter(move |place| self.ids.is_empty() || self.ids.contains(&place.id))
            .filter_map(move |place| {
                let (stamp, state) = if let Some(tombstone) = catalogue.gone.get(&place.id) {
                    (tombstone.stamp, self.gone(tombstone)?)
                } else {
                    let at = catalogue.slot(place.id)?;
                    let slot = catalogue.slot_at(at)?;
                    (slot.stamp, self.public(at, slot)?)
                };
                (stamp.last == place.seq).then_some(Changed {
                    place,
                    changed: stamp.changed,
                    state,
                })
            })
    }

    fn gone(&self, tombstone: &'a Tombstone) -> Option<State<'a>> {
        self.covers(&tombstone.edition).then(|| State::Gone {
            edition: &tombstone.edition,
            reason: tombstone.reason,
        })
    }

    fn public(&self, at: u32, slot: &'a Slot) -> Option<State<'a>> {
        self.covers(&slot.entry.event.edition)
            .then(|| State::Public {
                entry: &slot.entry,
                since: slot.stamp.public_since,
                matches: self.matching.contains(at),
            })
    }

    fn covers(&self, edition: &str) -> bool {
        self.editions.iter().any(|covered| covered.slug == edition)
    }
}

/// True when two versions of an edition show alike in their events: in labels and answers, in the filters by its dates, and in whether
/// they are public at all.
fn shows_alike(before: &Edition, after: &Edition) -> bool {
    before.is_public() == after.is_public()
        && before.vocabularies == after.vocabularies
        && before.additional == after.additional
        && before.week == after.week
        && before.window == after.window
        && before.territories == after.territories
}
