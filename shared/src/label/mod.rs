//! Labelling process: states of an event submission, the transitions between them, and the requests and responses
//! exchanged with referents.
//!
//! Whether the event takes place as announced is independent of the label: see `event::LifeStatus`.

mod decision;
mod delay;
mod grid;
mod queue;
mod review;
mod state;

pub use decision::{
    ChangeDecisionForm, ChangeDecisionKind, Correction, CorrectionForm, CorrectionPoint,
    CorrectionPointForm, CorrectionReason, DecisionForm, DecisionKind, ParsedDecision, Revocation,
};
pub use delay::{is_overdue, is_short_notice};
pub use grid::{OffGrid, answers_with, check_grid, proven, unmet_comments};
pub use queue::{
    BatchForm, BatchItem, BatchOutcome, BatchResult, NewQueueView, QueueColumn, QueueCounts,
    QueueFindings, QueueItem, QueueNeighbour, QueuePage, QueuePosition, QueueQuery, QueueTab,
    QueueView, ReadingMark, Standing, same_organiser,
};
pub use review::{Background, PastEvent, PendingDecision, PreviousFiling, ReviewSheet};
pub use state::{Action, ActionSet, Actor, Guard, IllegalMove, LabelState, MOVES, Milestone, Move};
