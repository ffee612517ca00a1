//! Changes of labelled events, for their reviewers: the difference field by field, and the dialogs of the decision.

mod decision;
mod difference;
mod panel;

pub use decision::{ChangeDecisions, RecheckDialog};
pub use difference::{Difference, Sides};
pub use panel::RecheckPanel;
