//! Labelling process: states of an event submission, the transitions between them, and the requests and responses
//! exchanged with referents.
//!
//! Whether the event takes place as announced is independent of the label: see `event::LifeStatus`.

mod decision;
mod delay;
mod queue;
mod review;
mod state;

pub use decision::{Correction, CorrectionForm, DecisionForm, DecisionKind, Revocation};
pub use delay::{is_overdue, is_short_notice};
pub use queue::{
    BatchForm, BatchItem, BatchOutcome, BatchResult, NewQueueView, QueueColumn, QueueCounts,
    QueueFindings, QueueItem, QueueNeighbour, QueuePage, QueuePosition, QueueQuery, QueueTab,
    QueueView, Reading, Standing, same_organiser,
};
pub use review::ReviewSheet;
pub use state::{Action, ActionSet, Actor, Guard, IllegalMove, LabelState, MOVES, Milestone, Move};
