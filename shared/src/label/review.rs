//! The review sheet.

use crate::criterion::Assessment;
use crate::edition::CriterionWording;
use crate::event::EventFile;
use serde::{Deserialize, Serialize};

/// Everything that a referent needs to review an event submission.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReviewSheet {
    /// Event submission under review; `allowed` lists the actions open to this referent.
    pub file: EventFile,
    /// Name of the owner's account; absent when the owner deleted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_name: Option<String>,
    /// E-mail address of the owner's account; absent when the owner deleted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_email: Option<String>,
    /// Criteria in the wording of the edition.
    pub criteria: Vec<CriterionWording>,
    /// Answers given so far in the current review round.
    pub assessments: Vec<Assessment>,
    /// Current review round: 1 for the first submission, plus one for each resubmission.
    pub round: u32,
    /// True when the caller owns the event and therefore must not decide on it.
    pub own: bool,
    /// True when the review deadline has passed.
    pub overdue: bool,
    /// True when the event is not decided and was submitted less than the edition's review period before it starts.
    pub urgent: bool,
}
