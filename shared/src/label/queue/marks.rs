//! The marks that decide in which lists of the queue a file is.

use super::LabelState;
use bitflags::bitflags;

bitflags! {
    /// Facts about a file of the queue, besides its state. Each is independent of the others.
    #[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
    pub struct QueueMarks: u8 {
        /// The review deadline has passed.
        const OVERDUE = 1;
        /// The review deadline is near and has not passed.
        const SOON = 1 << 1;
        /// A proposed change of the labelled event waits for a decision.
        const RECHECK = 1 << 2;
        /// A decision on it is held until a coordinator releases it.
        const HELD = 1 << 3;
        /// A second reviewer was asked to look at it.
        const SECOND_LOOK = 1 << 4;
        /// The organiser has written what no reviewer has read.
        const UNREAD = 1 << 5;
        /// It is not decided and was submitted less than the edition's review period before it starts.
        const URGENT = 1 << 6;
    }
}

impl QueueMarks {
    /// The marks for which the predicate holds.
    pub fn that(has: impl Fn(Self) -> bool) -> Self {
        Self::all().iter().filter(|mark| has(*mark)).collect()
    }

    /// True when a filter leaves a file with these marks in the list: with the mark (`true`), without it (`false`), either.
    pub fn pass(self, mark: Self, filter: Option<bool>) -> bool {
        filter.is_none_or(|wanted| wanted == self.contains(mark))
    }
}

/// State and marks of a file: they decide in which tabs it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// State in the labelling process.
    pub state: LabelState,
    /// Marks of a file beside its state.
    pub marks: QueueMarks,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_takes_the_files_with_a_mark_or_the_others() {
        let marks = QueueMarks::that(|mark| mark == QueueMarks::HELD || mark == QueueMarks::SOON);
        assert_eq!(marks, QueueMarks::HELD | QueueMarks::SOON);
        for (filter, of_held, of_unread) in [
            (None, true, true),
            (Some(true), true, false),
            (Some(false), false, true),
        ] {
            assert_eq!(marks.pass(QueueMarks::HELD, filter), of_held);
            assert_eq!(marks.pass(QueueMarks::UNREAD, filter), of_unread);
        }
    }
}
