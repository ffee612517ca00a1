//! Review sheet: all that the referents read to decide on an event submission.

use super::{Action, CorrectionPoint, LabelState, SecondLook};
use crate::criterion::{Answer, Assessment};
use crate::edition::CriterionWording;
use crate::event::{EventFile, EventForm, FormField, LifeStatus, LikelyDuplicate};
use crate::id::EventId;
use crate::mail::ReturnedAddress;
use crate::place::Commune;
use chrono::{DateTime, Utc};
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
    /// Present when the address of the owner returns letters: the owner does not get them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_returned: Option<ReturnedAddress>,
    /// Criteria in the wording of the edition.
    pub criteria: Vec<CriterionWording>,
    /// Distance in metres from the border of the commune of the address to the map marker outside of it; absent unless it is more than
    /// the edition allows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_away_m: Option<u32>,
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
    /// Decision that is stored and takes effect in a moment; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<PendingDecision>,
    /// Request for a second look at the file; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second_look: Option<SecondLook>,
    /// Background for the decision; only when the sheet is read, not in the answers to changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub background: Option<Background>,
}

/// A decision that is stored and can still be undone. Neither the public nor the organiser knows of it yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PendingDecision {
    /// Action that will be performed.
    pub action: Action,
    /// Message or reason; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
    /// JSON pointers to the form fields concerned.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FormField>,
    /// Single fields that need a correction, each with its reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<CorrectionPoint>,
    /// Answers on the criteria that are stored with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Answer>,
    /// True when the caller took it, and so may undo it.
    pub own: bool,
    /// Time at which it was taken.
    pub decided_at: DateTime<Utc>,
    /// True when it is held until a coordinator releases it.
    #[serde(default)]
    pub held: bool,
    /// True when the caller may undo it now: allowed for the person who took it, and for a coordinator when it is held.
    #[serde(default)]
    pub undoable: bool,
    /// Time from which it takes effect and can no longer be undone; absent for one that is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub release_at: Option<DateTime<Utc>>,
}

/// Background for the decision on an event submission, apart from the submission itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Background {
    /// Form of the previous submission; absent after the first one, and when it was not stored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous: Option<PreviousFiling>,
    /// Likely duplicates, as `list_duplicates` returns them.
    pub duplicates: Vec<LikelyDuplicate>,
    /// Other events of the owner that were submitted, in this edition and in earlier ones, the most recent first: those that
    /// the caller may see, at most 20.
    pub past: Vec<PastEvent>,
    /// Number of messages of the organiser that no reviewer has read.
    #[serde(default)]
    pub unread_messages: usize,
}

/// A form as it was submitted before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PreviousFiling {
    /// Review round that the submission started.
    pub round: u32,
    /// Form as it was submitted in that round.
    pub form: EventForm,
    /// Commune with the INSEE code of the form; absent when the code is empty or unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commune: Option<Commune>,
}

/// Another event of the same owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PastEvent {
    /// UUID of the event, stable through every state.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Title as last submitted.
    pub title: String,
    /// State in the labelling process.
    pub state: LabelState,
    /// Life status: scheduled, moved, postponed, full or cancelled.
    pub life_status: LifeStatus,
    /// Slug of the public page; absent until the label is first granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Start of the first occurrence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_begin: Option<DateTime<Utc>>,
}
