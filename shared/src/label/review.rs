//! The review queue and the review sheet.

use super::LabelState;
use crate::criterion::Assessment;
use crate::edition::CriterionWording;
use crate::event::EventFile;
use crate::id::EventId;
use crate::place::{DepartmentCode, RegionCode};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An event submission in the review queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct QueueItem {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Title as last submitted.
    pub title: String,
    /// Name of the organising organisation.
    pub organiser: String,
    /// Term of the edition's `kinds` vocabulary.
    pub kind: String,
    /// Name of the commune; absent for an online event.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// Department of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<DepartmentCode>,
    /// Region of the venue, or of the organiser for an online event; absent when unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<RegionCode>,
    /// State in the labelling process.
    pub state: LabelState,
    /// Time of the last submission.
    pub submitted_at: DateTime<Utc>,
    /// Review deadline; absent unless the review clock is running.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<DateTime<Utc>>,
    /// True for a labelled event with a change that waits for its check.
    #[serde(default)]
    pub recheck: bool,
    /// True when the review deadline has passed.
    pub overdue: bool,
    /// True when the event starts before the review deadline.
    pub urgent: bool,
    /// Start of the first occurrence.
    pub first_begin: DateTime<Utc>,
}

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
    /// True when the event starts before the review deadline.
    pub urgent: bool,
}
