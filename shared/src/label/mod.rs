//! Labelling process: states of an event submission, the transitions between them, and the requests and responses
//! exchanged with referents.
//!
//! Whether the event takes place as announced is independent of the label: see `event::LifeStatus`.

mod decision;
mod delay;
mod review;
mod state;

pub use decision::{
    ChangeDecisionForm, ChangeDecisionKind, Correction, CorrectionForm, DecisionForm, DecisionKind,
    Revocation,
};
pub use delay::{is_overdue, is_urgent};
pub use review::{QueueItem, ReviewSheet};
pub use state::{Action, ActionSet, Actor, Guard, IllegalMove, LabelState, MOVES, Milestone, Move};
