//! Index of the events of one edition, by time and by place.

use super::entry::Entry;
use super::order::{Order, Orders};
use super::space::Space;
use super::times::Times;
use roaring::RoaringBitmap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The sorted structures of one edition, so that queries do not pay for other editions.
#[derive(Debug, Clone, Default)]
pub(super) struct EditionIndex {
    /// All events of the edition.
    pub(super) slots: RoaringBitmap,
    pub(super) times: Times,
    pub(super) space: Space,
    orders: Orders,
}

/// Events added and removed since an edition index was last updated.
#[derive(Debug, Clone, Default)]
pub(super) struct Pending {
    gone: RoaringBitmap,
    added: BTreeMap<u32, Arc<Entry>>,
}

impl Pending {
    pub(super) fn add(&mut self, slot: u32, entry: Arc<Entry>) {
        self.added.insert(slot, entry);
    }

    pub(super) fn remove(&mut self, slot: u32) {
        self.added.remove(&slot);
        self.gone.insert(slot);
    }
}

impl EditionIndex {
    /// Updates the index with added and removed events.
    pub(super) fn apply(&mut self, pending: Pending) {
        let Pending { gone, added } = pending;
        self.slots -= &gone;
        self.slots.extend(added.keys());
        self.times = self.times.changed(&gone, &added);
        self.orders = self.orders.changed(&gone, &added);
        self.space.change(&gone, &added);
    }

    /// The events sorted by time, at a moment in microseconds since 1970.
    pub(super) fn order<'a>(
        &self,
        at: i64,
        entry: impl Fn(u32) -> Option<&'a Arc<Entry>>,
    ) -> Order {
        self.orders.at(at, &self.times, &self.slots, entry)
    }
}
