//! The files of a visit, in the order in which they are decided.

use crate::api::{CallError, queue};
use shared::id::EventId;
use shared::label::{QueuePage, QueueQuery};

const NONE: &[EventId] = &[];

/// Files that are read at once.
const AT_ONCE: u32 = 50;

/// The next page of the files that a visit goes through: those of the list that it started from.
pub(super) async fn waiting(
    query: &QueueQuery,
    cursor: Option<String>,
) -> Result<QueuePage, CallError> {
    queue::list_queue(query, AT_ONCE, cursor.as_deref()).await
}

/// The files of a visit: those that wait, in their order, and what became of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Order {
    /// Those that were put off come last.
    ids: Vec<EventId>,
    /// Number of files that were put off.
    put_off: usize,
    decided: Vec<EventId>,
    /// Number of all files that wait, those included that were not read yet.
    total: Option<u64>,
    /// Cursor of the next page; `None` when all were read.
    cursor: Option<String>,
    read: bool,
}

impl Order {
    /// Adds a page of files.
    pub(super) fn add(&mut self, page: QueuePage) {
        for item in page.items {
            self.append(item.id);
        }
        if !self.read {
            self.total = page.total;
        }
        self.cursor = page.next_cursor;
        self.read = true;
    }

    /// Adds a file before those that were put off, unless it is there already.
    fn append(&mut self, id: EventId) {
        if !self.ids.contains(&id) {
            let end = self.end();
            self.ids.insert(end, id);
        }
    }

    /// Number of the files that were not put off.
    fn end(&self) -> usize {
        self.ids.len().saturating_sub(self.put_off)
    }

    /// True once the first page was read.
    pub(super) fn is_read(&self) -> bool {
        self.read
    }

    /// True when the visit is about to need the next page.
    pub(super) fn wants_more(&self, current: EventId) -> bool {
        const SOON: usize = 5;
        let at = self.ids.iter().position(|id| *id == current).unwrap_or(0);
        !self.read || (self.cursor.is_some() && self.end().saturating_sub(at) <= SOON)
    }

    /// Cursor of the next page; `None` for the first page.
    pub(super) fn cursor(&self) -> Option<String> {
        self.cursor.clone()
    }

    /// Place of a file among all, from 1, and their number.
    pub(super) fn place(&self, id: EventId) -> Option<(usize, usize)> {
        let at = self.ids.iter().position(|other| *other == id)?;
        let total = self.total.and_then(|total| usize::try_from(total).ok());
        Some((at + 1, total.unwrap_or_default().max(self.ids.len())))
    }

    /// The next file without a decision, from the beginning again after the last.
    pub(super) fn after(&self, id: EventId) -> Option<EventId> {
        let start = self.ids.iter().position(|other| *other == id);
        let (before, after) = match start {
            Some(at) => self.ids.split_at(at),
            None => (NONE, self.ids.as_slice()),
        };
        self.first_open(id, after.iter().chain(before))
    }

    /// The file before without a decision, from the end again before the first.
    pub(super) fn before(&self, id: EventId) -> Option<EventId> {
        let start = self.ids.iter().position(|other| *other == id);
        let (before, after) = match start {
            Some(at) => self.ids.split_at(at),
            None => (self.ids.as_slice(), NONE),
        };
        self.first_open(id, before.iter().rev().chain(after.iter().rev()))
    }

    fn first_open<'a>(
        &self,
        current: EventId,
        mut ids: impl Iterator<Item = &'a EventId>,
    ) -> Option<EventId> {
        ids.find(|id| **id != current && !self.decided.contains(id))
            .copied()
    }

    /// Puts a file behind all others, for this visit only.
    pub(super) fn postpone(&mut self, id: EventId) {
        let at = self.ids.iter().position(|other| *other == id);
        // One that was put off before stays counted.
        if at.is_none_or(|at| at < self.end()) {
            self.put_off += 1;
        }
        self.ids.retain(|other| *other != id);
        self.ids.push(id);
    }

    /// Notes that a file has its decision.
    pub(super) fn decide(&mut self, id: EventId) {
        self.decided.push(id);
    }

    /// Notes that the decision on a file was undone.
    pub(super) fn undo(&mut self, id: EventId) {
        self.decided.retain(|other| *other != id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u8) -> EventId {
        format!("0190a1b2-0000-7000-8000-0000000000{number:02}")
            .parse()
            .unwrap()
    }

    fn order() -> Order {
        Order {
            ids: vec![id(1), id(2), id(3)],
            total: Some(22),
            read: true,
            ..Order::default()
        }
    }

    #[test]
    fn the_next_file_is_one_without_a_decision() {
        let mut order = order();
        order.decide(id(2));
        assert_eq!(order.after(id(1)), Some(id(3)));
        assert_eq!(order.after(id(3)), Some(id(1)));
        assert_eq!(order.before(id(1)), Some(id(3)));
        order.decide(id(1));
        order.decide(id(3));
        assert_eq!(order.after(id(3)), None);
        order.undo(id(2));
        assert_eq!(order.after(id(3)), Some(id(2)));
    }

    #[test]
    fn a_file_that_is_put_off_comes_last() {
        let mut order = order();
        order.postpone(id(1));
        assert_eq!(order.after(id(3)), Some(id(1)));
        assert_eq!(order.place(id(1)), Some((3, 22)));
    }

    #[test]
    fn later_pages_come_before_what_was_put_off() {
        let mut order = order();
        order.cursor = Some("next".to_owned());
        order.postpone(id(1));
        order.postpone(id(2));
        order.postpone(id(1));

        assert!(order.wants_more(id(3)), "the others were put off");
        order.append(id(4));
        order.append(id(1));

        assert_eq!(order.ids, [id(3), id(4), id(2), id(1)]);
        assert_eq!(order.after(id(3)), Some(id(4)));
    }

    #[test]
    fn a_file_out_of_the_list_begins_at_its_first() {
        let order = order();
        assert_eq!(order.place(id(9)), None);
        assert_eq!(order.after(id(9)), Some(id(1)));
        assert_eq!(order.before(id(9)), Some(id(3)));
    }
}
