//! Sorted beginnings and ends of the occurrences of an edition.

use super::entry::Entry;
use roaring::RoaringBitmap;
use shared::calendar::MAX_OCCURRENCE_HOURS;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Maximum duration of an occurrence, in microseconds.
const LONGEST_MICROS: i64 = MAX_OCCURRENCE_HOURS * 3_600_000_000;

/// Keys with the slots of their events, in ascending order.
pub(super) type Sorted<K> = Arc<[(K, u32)]>;

/// `sorted` without the slots in `gone`, merged with `added` in one pass.
pub(super) fn merged<K: Ord + Copy>(
    sorted: &[(K, u32)],
    gone: &RoaringBitmap,
    mut added: Vec<(K, u32)>,
) -> Sorted<K> {
    added.sort_unstable();
    let mut added = added.into_iter().peekable();
    let mut all = Vec::with_capacity(sorted.len() + added.len());
    for item in sorted.iter().filter(|(_, slot)| !gone.contains(*slot)) {
        while let Some(new) = added.next_if(|new| new < item) {
            all.push(new);
        }
        all.push(*item);
    }
    all.extend(added);
    all.into()
}

/// Beginnings and ends of all occurrences of an edition, in microseconds since 1970.
#[derive(Debug, Clone)]
pub(super) struct Times {
    begins: Sorted<i64>,
    ends: Sorted<i64>,
    /// Of each event that admits people, the end of the last occurrence that does.
    last_chances: Sorted<i64>,
}

impl Default for Times {
    fn default() -> Self {
        Self {
            begins: Arc::new([]),
            ends: Arc::new([]),
            last_chances: Arc::new([]),
        }
    }
}

impl Times {
    /// The times of the next version.
    pub(super) fn changed(&self, gone: &RoaringBitmap, added: &BTreeMap<u32, Arc<Entry>>) -> Self {
        let occurrences = || {
            added.iter().flat_map(|(slot, entry)| {
                let all = entry.event.occurrences.occurrences().iter();
                all.map(|occurrence| (occurrence, *slot))
            })
        };
        let begins = occurrences().map(|(it, slot)| (it.begin().timestamp_micros(), slot));
        let ends = occurrences().map(|(it, slot)| (it.end().timestamp_micros(), slot));
        let last_chances = added.iter().filter_map(|(slot, entry)| {
            let last = entry.event.joinable().next_back()?;
            Some((last.end().timestamp_micros(), *slot))
        });
        Self {
            begins: merged(&self.begins, gone, begins.collect()),
            ends: merged(&self.ends, gone, ends.collect()),
            last_chances: merged(&self.last_chances, gone, last_chances.collect()),
        }
    }

    /// The last end at or before a moment: the order by time has not changed since then.
    pub(super) fn last_end(&self, at: i64) -> Option<i64> {
        last(&self.ends, at)
    }

    /// The last beginning at or before a moment.
    pub(super) fn last_begin(&self, at: i64) -> Option<i64> {
        last(&self.begins, at)
    }

    /// The ends after `after` and at or before `until`.
    pub(super) fn ending(&self, after: i64, until: i64) -> &[(i64, u32)] {
        between(&self.ends, after, until)
    }

    /// The events in which one can still take part at a moment: an occurrence that admits people has yet to end.
    pub(super) fn available(&self, at: i64) -> impl Iterator<Item = u32> {
        between(&self.last_chances, at, i64::MAX)
            .iter()
            .map(|(_, slot)| *slot)
    }

    /// The beginnings of occurrences that may be under way: not longer ago than the maximum duration.
    pub(super) fn perhaps_running(&self, at: i64) -> &[(i64, u32)] {
        between(&self.begins, at.saturating_sub(LONGEST_MICROS), at)
    }
}

fn last(times: &[(i64, u32)], at: i64) -> Option<i64> {
    let passed = times.partition_point(|(time, _)| *time <= at);
    times.get(passed.checked_sub(1)?).map(|(time, _)| *time)
}

fn between(times: &[(i64, u32)], after: i64, until: i64) -> &[(i64, u32)] {
    let start = times.partition_point(|(time, _)| *time <= after);
    let end = times.partition_point(|(time, _)| *time <= until);
    times.get(start..end).unwrap_or_default()
}
