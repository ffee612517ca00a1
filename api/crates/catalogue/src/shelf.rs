//! The events of one edition, by time and by place.

use super::entry::Entry;
use super::order::{Order, Orders};
use super::space::Space;
use super::times::Times;
use roaring::RoaringBitmap;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What an edition has that is sorted. Others' editions cost its readers nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Shelf {
    /// All its events.
    pub(super) slots: RoaringBitmap,
    pub(super) times: Times,
    pub(super) space: Space,
    orders: Orders,
}

/// What came and went since a shelf was in order.
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

impl Shelf {
    /// Takes what came and went.
    pub(super) fn take(&mut self, pending: Pending) {
        let Pending { gone, added } = pending;
        self.slots -= &gone;
        self.slots.extend(added.keys());
        self.times = self.times.changed(&gone, &added);
        self.orders = self.orders.changed(&gone, &added);
        self.space.change(&gone, &added);
    }

    /// Its events by time, at that moment in microseconds.
    pub(super) fn order<'a>(
        &self,
        at: i64,
        entry: impl Fn(u32) -> Option<&'a Arc<Entry>>,
    ) -> Order {
        self.orders.at(at, &self.times, &self.slots, entry)
    }
}
