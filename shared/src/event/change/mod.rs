//! Changes of a labelled event: which of them the public sees at once, which are checked again first, and the responses that
//! tell about them.

mod rule;
#[cfg(test)]
mod tests;
mod value;

pub(super) use rule::with_dependents;
pub use rule::{ChangePlan, LabelledEvent};

use super::{EventFile, EventForm, FormField, Validation};
use crate::criterion::Finding;
use crate::place::Commune;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A labelled event as its organisers are changing it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventChange {
    /// Version number of the change, incremented by every save; used as the `ETag`. 0 before the first save.
    pub version: i32,
    /// The changed form; that of the labelled event while nothing is changed.
    pub form: EventForm,
    /// Commune with the INSEE code of the form; absent when the code is empty or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// Errors of the changed form and automatic check of the criteria, at the time of the response.
    pub validation: Validation,
    /// Changed fields, as submitting would treat them.
    pub plan: ChangePlan,
    /// The labelled event, with the change that waits for its check.
    pub file: EventFile,
}

/// Change of a labelled event, for the people who may read its submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ChangeStatus {
    /// True when the caller may change the event now.
    pub editable: bool,
    /// True when the caller may decide on the waiting change now.
    pub decidable: bool,
    /// True when a change is being written that was not submitted; always false for reviewers.
    pub begun: bool,
    /// The change that waits for its check; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting: Option<WaitingChange>,
    /// The last change, when it was refused and nothing was submitted since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<RefusedChange>,
}

/// A change of a labelled event that waits for its check.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WaitingChange {
    /// Form of the event once the change is accepted.
    pub form: EventForm,
    /// Commune with the INSEE code of that form; absent when the code is empty or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
    /// JSON pointers to the fields that the change concerns, in the order of the form.
    pub fields: Vec<FormField>,
    /// Automatic check of the four criteria on that form, as of its submission.
    pub findings: Vec<Finding>,
    /// Time of its submission.
    pub submitted_at: DateTime<Utc>,
    /// Deadline of the decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// True when the event is not public until the decision.
    pub suspended: bool,
}

/// A refused change of a labelled event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RefusedChange {
    /// Reason of the refusal.
    pub reason: String,
    /// Time of the refusal.
    pub refused_at: DateTime<Utc>,
}
