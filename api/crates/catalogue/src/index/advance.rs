//! The derivation of the next version of the catalogue.

use super::{Catalogue, Change, Delta, GoneEvent, Slot, Tombstone};
use crate::change_order::{Place, Stamp};
use crate::edition_index::Pending;
use crate::entry::{Entry, address};
use crate::map_point::MapPoint;
use shared::id::EventId;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

impl Catalogue {
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
            edition_rows,
            events,
            repeated,
            labelled,
        } = delta;
        self.cursor = self.cursor.max(cursor);
        if let Some(mut editions) = editions {
            editions.sort_by(|a, b| a.slug.cmp(&b.slug));
            let editions: Vec<_> = editions.into_iter().map(Arc::new).collect();
            let before = std::mem::replace(&mut self.editions, editions.clone());
            for edition in &editions {
                let known = before.iter().find(|known| known.slug == edition.slug);
                let rows = edition_rows.get(&edition.slug).map(Vec::as_slice);
                self.show_edition(known, edition, rows.unwrap_or_default(), editions_seq);
            }
            self.version = self.version.max(editions_seq);
        }
        for (seq, change) in events {
            if self.apply_change(seq, change, &repeated, &labelled) {
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
        if self.order.is_long() {
            self.settle();
        }
        self
    }

    /// Applies a change by the log row `seq`; returns true if it may change public content.
    fn apply_change(
        &mut self,
        seq: i64,
        change: Change,
        repeated: &HashSet<EventId>,
        labelled: &HashMap<EventId, i64>,
    ) -> bool {
        match change {
            Change::Public(entry) => {
                let id = entry.id();
                let row = self.row_of(&entry.event.edition, seq);
                let known = self.slot(id).and_then(|slot| self.slot_at(slot));
                let stamp = match known {
                    // Most rows about a public event change nothing that readers see.
                    Some(known) if *known.entry == *entry && !repeated.contains(&id) => Stamp {
                        last: row,
                        ..known.stamp
                    },
                    Some(known) => Stamp {
                        last: row,
                        changed: row,
                        ..known.stamp
                    },
                    None => Stamp {
                        last: row,
                        changed: row,
                        public_since: labelled.get(&id).copied().unwrap_or(row),
                    },
                };
                self.last_visible = self.last_visible.max(stamp.changed);
                self.remove(id);
                self.insert(Arc::new(*entry), stamp);
                self.order.put(Place {
                    seq: stamp.last,
                    id,
                });
                true
            }
            Change::Gone {
                id,
                edition,
                slug,
                reason,
                event,
            } => {
                let row = self.row_of(&edition, seq);
                let known = self.gone.get(&id);
                let is_same =
                    |known: &&Tombstone| known.reason == reason && !repeated.contains(&id);
                let stamp = Stamp {
                    last: row,
                    changed: known
                        .filter(is_same)
                        .map_or(row, |known| known.stamp.changed),
                    public_since: row,
                };
                self.last_visible = self.last_visible.max(stamp.changed);
                self.order.put(Place { seq: row, id });
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
                if let Some(GoneEvent { entry, .. }) = &event {
                    self.by_uid.insert(entry.ids.uid, id);
                }
                let tombstone = Tombstone {
                    edition: edition.into(),
                    slug: slug.map(Arc::from),
                    event,
                    reason,
                    stamp,
                };
                self.gone.insert(id, tombstone);
                true
            }
            Change::Unseen(id) => self.remove(id),
        }
    }

    /// Gives an event that is not in the catalogue a slot.
    pub(super) fn insert(&mut self, entry: Arc<Entry>, stamp: Stamp) {
        let slot = self.free.pop().unwrap_or_else(|| {
            self.slots.push(None);
            u32::try_from(self.slots.len() - 1).expect("the number of events fits in u32")
        });
        self.values.insert(slot, entry.values(), entry.days());
        self.words.insert(slot, &entry);
        self.pending(&entry).add(slot, Arc::clone(&entry));
        self.by_address.insert(entry.address().into(), entry.id());
        self.by_id.insert(entry.id(), slot);
        self.by_uid.insert(entry.ids.uid, entry.id());
        for key in entry.externals() {
            let known = Arc::make_mut(&mut self.by_external);
            known.insert((key, entry.ids.uid, entry.id()));
        }
        if entry.series != entry.id() {
            self.renewed.insert((entry.series, entry.id()));
        }
        if let Some(place) = self.slots.get_mut(slot as usize) {
            *place = Some(Slot {
                point: entry.position().map(MapPoint::of),
                entry,
                stamp,
            });
        }
    }

    /// Removes an event, public or gone; returns false if there was none.
    fn remove(&mut self, id: EventId) -> bool {
        if let Some(Tombstone {
            edition,
            slug,
            event,
            ..
        }) = self.gone.remove(&id)
        {
            if let Some(GoneEvent { entry, .. }) = event {
                self.withdrawn.remove(&(entry.event.updated_at, id));
                self.by_uid.remove(&entry.ids.uid);
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
        self.by_uid.remove(&entry.ids.uid);
        for key in entry.externals() {
            let known = Arc::make_mut(&mut self.by_external);
            known.remove(&(key, entry.ids.uid, id));
        }
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
}
