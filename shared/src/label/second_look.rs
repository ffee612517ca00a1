//! Second look: another reviewer decides on a file.

use crate::event::parse_reason;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Request for a second look by another reviewer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondLookForm {
    /// Note on what to look at, 10 to 2,000 characters; for reviewers only.
    pub note: String,
}

/// Request for a second look. The person who made it does not decide on the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SecondLook {
    /// Note on what to look at.
    pub note: String,
    /// Name of the person who requested it.
    pub asked_by: String,
    /// True when the caller requested it, and so does not decide.
    pub own: bool,
    /// Time at which it was requested.
    pub asked_at: DateTime<Utc>,
}

impl SecondLookForm {
    /// The normalised note.
    ///
    /// # Errors
    ///
    /// Faults at `/note`.
    pub fn parse(&self) -> Result<String, Vec<FieldProblem>> {
        parse_reason("/note", &self.note)?.ok_or_else(|| {
            vec![FieldProblem::new(
                "/note",
                Code::Required,
                "say what to look at",
            )]
        })
    }
}
