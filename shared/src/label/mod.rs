//! The label: where a file stands, and how it may move.
//!
//! This is one of two axes. Whether the event takes place as announced is the other: `event::LifeStatus`.

mod delay;
mod state;

pub use delay::{is_overdue, is_urgent};
pub use state::{Action, ActionSet, Actor, Guard, IllegalMove, LabelState, MOVES, Move};
