//! A query on a version of the index: pages, counters, neighbours and all rows, from one order and one filter.

use super::filter::Filter;
use super::index::Index;
use super::order::{By, Position, Slot};
use super::reading::Readers;
use super::sort_key::Key;
use crate::labels::reach::Reach;
use chrono::{DateTime, Utc};
use ground::error::Error;
use shared::id::EventId;
use shared::label::{
    QueueColumn, QueueCounts, QueueItem, QueueNeighbour, QueuePosition, QueueQuery, QueueTab,
    ReadingMark, Standing, is_overdue,
};
use std::sync::Arc;

/// A query, bound to a caller and a version of the index.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    index: &'a Index,
    query: &'a QueueQuery,
    filter: Filter<'a>,
    readers: &'a Readers,
    by: By,
    order: Arc<[Slot]>,
    now: DateTime<Utc>,
}

/// Files of one standing: there are some dozen standings at most, and each is judged once.
#[derive(Debug)]
struct Alike {
    standing: Standing,
    /// True when they are in the list.
    listed: bool,
    files: u64,
}

/// A page and what was counted on the way.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) slots: Vec<Slot>,
    pub(super) total: u64,
    pub(super) counts: QueueCounts,
}

impl<'a> Walk<'a> {
    /// Binds a query. `readers` are the others who read files now.
    ///
    /// # Errors
    ///
    /// As [`Filter::new`].
    pub(super) fn new(
        index: &'a Index,
        query: &'a QueueQuery,
        reach: &Reach,
        readers: &'a Readers,
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        let by = By {
            column: query.order(),
            descending: query.is_descending(),
        };
        let filter = Filter::new(index, query, reach, readers.own(), now)?;
        let order = if by.column == QueueColumn::Reader {
            read_first(index, readers, by)
        } else {
            index.order(by)
        };
        Ok(Self {
            index,
            query,
            filter,
            readers,
            by,
            order,
            now,
        })
    }

    /// All files that pass the filters, in whatever tab, with what decides in which tabs they are.
    pub(super) fn admitted(&self) -> impl Iterator<Item = (Slot, Standing)> {
        self.order
            .iter()
            .filter_map(|slot| Some((*slot, self.filter.standing(*slot)?)))
    }

    /// Number of files of the index that are in the list.
    pub(super) fn count(&self) -> usize {
        self.listed().count()
    }

    /// At most `limit` files after a position, with the size of the list and of each tab.
    pub(super) fn page(&self, after: Option<&Position>, limit: usize) -> Found {
        let start = after.map_or(0, |after| {
            self.order
                .partition_point(|slot| !self.is_after(*slot, after))
        });
        let mut found = Found {
            slots: Vec::with_capacity(limit.min(self.order.len())),
            total: 0,
            counts: QueueCounts::default(),
        };
        let mut alike: Vec<Alike> = Vec::new();
        for (place, slot) in self.order.iter().enumerate() {
            let Some(standing) = self.filter.standing(*slot) else {
                continue;
            };
            let known = alike.iter().position(|one| one.standing == standing);
            let known = known.unwrap_or_else(|| {
                alike.push(Alike {
                    standing,
                    listed: self.query.lists(standing),
                    files: 0,
                });
                alike.len() - 1
            });
            let Some(one) = alike.get_mut(known) else {
                continue;
            };
            one.files += 1;
            if one.listed && place >= start && found.slots.len() < limit {
                found.slots.push(*slot);
            }
        }
        for one in alike {
            if one.listed {
                found.total += one.files;
            }
            for tab in QueueTab::ALL {
                if self.query.lists_in(*tab, one.standing) {
                    found.counts.add(*tab, one.files);
                }
            }
        }
        found
    }

    /// The files of the list, in order.
    pub(super) fn listed(&self) -> impl Iterator<Item = Slot> {
        self.order.iter().copied().filter(|slot| {
            self.filter
                .standing(*slot)
                .is_some_and(|standing| self.query.lists(standing))
        })
    }

    /// The place of a file in the list; `None` when the caller may not see it.
    pub(super) fn position(&self, id: EventId) -> Option<QueuePosition> {
        let own = self
            .index
            .slot(id)
            .filter(|slot| self.filter.may_see(*slot))?;
        let (mut total, mut number) = (0, None);
        let (mut first, mut before, mut after) = (None, None, None);
        for slot in self.listed() {
            total += 1;
            if slot == own {
                number = Some(total);
                continue;
            }
            if first.is_none() {
                first = Some(slot);
            }
            if number.is_none() {
                before = Some(slot);
            } else if after.is_none() {
                after = Some(slot);
            }
        }
        let (previous, next) = match number {
            Some(_) => (before, after),
            None => (None, first),
        };
        Some(QueuePosition {
            number,
            total,
            previous: previous.and_then(|slot| self.neighbour(slot)),
            next: next.and_then(|slot| self.neighbour(slot)),
        })
    }

    fn neighbour(&self, slot: Slot) -> Option<QueueNeighbour> {
        let item = &self.index.entry(slot)?.item;
        Some(QueueNeighbour {
            id: item.id,
            title: item.title.clone(),
        })
    }

    /// The item of a file, as the caller sees it now.
    pub(super) fn item(&self, slot: Slot) -> Option<QueueItem> {
        let entry = self.index.entry(slot)?;
        let readers = self.readers.of(entry.item.id);
        Some(QueueItem {
            overdue: is_overdue(entry.item.due_at, self.now),
            duplicate: self.filter.is_duplicate(slot),
            readers: readers.iter().take(ReadingMark::NAMED).cloned().collect(),
            ..entry.item.clone()
        })
    }

    /// The position after which the next page begins.
    pub(super) fn position_of(&self, slot: Slot) -> Option<Position> {
        let (key, id) = self.key(slot)?;
        Some(Position::of(key, id))
    }

    fn is_after(&self, slot: Slot, position: &Position) -> bool {
        self.key(slot)
            .is_some_and(|key| self.by.compare(key, (position.key(), position.id)).is_gt())
    }

    fn key(&self, slot: Slot) -> Option<(Key<'_>, EventId)> {
        let entry = self.index.entry(slot)?;
        let id = entry.item.id;
        let key = if self.by.column == QueueColumn::Reader {
            self.readers.key(id)
        } else {
            entry.key(self.by.column)
        };
        Some((key, id))
    }
}

/// The files that others read, by the name of the first reader; then all others, by id.
fn read_first(index: &Index, readers: &Readers, by: By) -> Arc<[Slot]> {
    let mut read: Vec<(Key<'_>, EventId, Slot)> = readers
        .events()
        .filter_map(|id| Some((readers.key(id), id, index.slot(id)?)))
        .collect();
    read.sort_by(|one, other| by.compare((one.0, one.1), (other.0, other.1)));
    // The order of a column without values is that of the identifiers.
    let all = index.order(By {
        column: QueueColumn::Reader,
        descending: false,
    });
    let others = all.iter().copied().filter(|slot| {
        index
            .entry(*slot)
            .is_some_and(|entry| readers.of(entry.item.id).is_empty())
    });
    read.iter()
        .map(|(_, _, slot)| *slot)
        .chain(others)
        .collect()
}
