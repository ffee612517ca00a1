//! Labelling process: states of an event submission and the transitions between them.
//!
//! Whether the event takes place as announced is independent of the label: see `event::LifeStatus`.

mod delay;
mod state;

pub use delay::{is_overdue, is_urgent};
pub use state::{Action, ActionSet, Actor, Guard, IllegalMove, LabelState, MOVES, Move};
