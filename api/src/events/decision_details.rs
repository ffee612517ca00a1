//! Details of a decision, as the performer of a transition gives them and as they are stored.

use shared::label::CorrectionPoint;

/// Details of a reviewer's decision, which only some have.
#[derive(Debug, Clone, Default)]
pub(crate) struct Details {
    /// Single fields that need a correction, each with its reason.
    pub(crate) points: Vec<CorrectionPoint>,
    /// Reason why the decision does not follow the answers on the criteria; only a coordinator may give it.
    pub(crate) override_reason: Option<String>,
}
