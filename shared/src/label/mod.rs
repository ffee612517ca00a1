//! Labelling process: states of an event submission, the transitions between them, and the requests and responses
//! exchanged with referents.
//!
//! Whether the event takes place as announced is independent of the label: see `event::LifeStatus`.

mod conflict;
mod decision;
mod delay;
mod grid;
mod groups;
mod held;
mod queue;
mod review;
mod routing;
mod second_look;
mod silence;
mod state;

pub use conflict::{ConflictParty, ConflictWith, NewReviewConflict, ReviewConflict};
pub use decision::{
    ChangeDecisionForm, ChangeDecisionKind, Correction, CorrectionForm, CorrectionPoint,
    CorrectionPointForm, CorrectionReason, DecisionForm, DecisionKind, ParsedDecision, Reopening,
    Revocation,
};
pub use delay::{is_due_soon, is_overdue, is_short_notice};
pub use grid::{OffGrid, answers_with, check_grid, proven, unmet_comments};
pub use groups::{
    AssignmentForm, Availability, FileAssignment, FoundRoute, GroupMember, GroupMemberRole,
    GroupRole, MovedFile, NamedGroup, NamedReviewer, NewReviewAbsence, NewReviewGroup, QueueShare,
    ReviewAbsence, ReviewGroup, ReviewGroupForm, ReviewGroupSummary, RoutingCause, RoutingPreview,
    RoutingRules, least_loaded,
};
pub use held::{
    HeldAction, HeldCount, HeldDecision, HeldDecisionPage, HeldOutcome, HeldRun, HeldRunForm,
};
pub use queue::{
    BatchForm, BatchItem, BatchOutcome, BatchResult, BatchUndoForm, BatchUndoOutcome,
    BatchUndoResult, NewQueueView, OverviewCounts, OverviewDay, OverviewDrafts, OverviewNumber,
    OverviewTable, OverviewTerritory, QueueColumn, QueueCounts, QueueFindings, QueueItem,
    QueueMarks, QueueNeighbour, QueueOverview, QueuePage, QueuePosition, QueueQuery, QueueTab,
    QueueView, ReadingMark, Standing, median, same_organiser,
};
pub use review::{Background, PastEvent, PendingDecision, PreviousFiling, ReviewSheet};
pub use routing::{
    LineOutcome, LineProblem, LineResult, LinesForm, LinesImport, LinesTooLarge, RoutedPlace,
    RoutingIndex, RoutingRule, RoutingSubject, WrittenLine, commune_on,
};
pub use second_look::{SecondLook, SecondLookForm};
pub use silence::nothing_to_look_at;
pub use state::{Action, ActionSet, Actor, Guard, IllegalMove, LabelState, MOVES, Milestone, Move};
