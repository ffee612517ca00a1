//! The order of the events by their last change.

use shared::id::EventId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Recent places that are kept apart before they join the others; beside a sixteenth of these.
const RECENT: usize = if cfg!(test) { 2 } else { 512 };

/// Position of an event in the stream of changes: the last log row about it or its edition, whether readers see a change by it or not.
/// It is the same on every instance. Changes by the same log row, which is about an edition, follow by event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Sequence number of the log row.
    pub seq: i64,
    /// Identifier of the event.
    pub id: EventId,
}

/// When an event changed that is or was public.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    /// Last log row about the event or its edition.
    pub(super) last: i64,
    /// Log row of the last change that readers see; a later one where an instance cannot tell, as when it has just been started.
    pub(super) changed: i64,
    /// Log row since which it is public, or is not any more.
    pub(super) public_since: i64,
}

/// The places of all events, in order. It may contain places that an event has left, which are skipped when they are read.
#[derive(Debug, Clone, Default)]
pub(super) struct ChangeOrder {
    /// Shared by the versions, so that a new one copies the recent ones alone.
    settled: Arc<Vec<Place>>,
    recent: BTreeSet<Place>,
}

impl ChangeOrder {
    /// The order of these places, which may come in any order.
    pub(super) fn of(mut places: Vec<Place>) -> Self {
        places.sort_unstable();
        Self {
            settled: Arc::new(places),
            recent: BTreeSet::new(),
        }
    }

    pub(super) fn put(&mut self, place: Place) {
        if self.settled.binary_search(&place).is_err() {
            self.recent.insert(place);
        }
    }

    /// True when the recent places are too many to be kept apart.
    pub(super) fn is_long(&self) -> bool {
        self.recent.len() > RECENT + self.settled.len() / 16
    }

    /// The places after `after`, in order; none is in both parts.
    pub(super) fn after(&self, after: Option<Place>) -> impl Iterator<Item = Place> {
        let start = after.map_or(0, |after| {
            self.settled.partition_point(|place| *place <= after)
        });
        let mut settled = self.settled.iter().skip(start).copied().peekable();
        let newer = move |place: &Place| after.is_none_or(|after| *place > after);
        let first = after.unwrap_or(Place {
            seq: i64::MIN,
            id: EventId(uuid::Uuid::nil()),
        });
        let mut recent = self.recent.range(first..).copied().filter(newer).peekable();
        std::iter::from_fn(move || match (settled.peek(), recent.peek()) {
            (Some(one), Some(other)) if other < one => recent.next(),
            (Some(_), _) => settled.next(),
            (None, _) => recent.next(),
        })
    }
}
