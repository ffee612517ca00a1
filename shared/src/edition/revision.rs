//! Requests and responses of the work on editions.

use super::{Edition, EditionChange, EditionEffect, EditionStatus};
use crate::account::Role;
use crate::calendar::Window;
use crate::id::EventId;
use crate::label::LabelState;
use crate::problem::FieldProblem;
use crate::text::Limits;
use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// An edition in the list for those who manage editions, public or not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedEditionSummary {
    /// Unique key of the edition.
    pub slug: String,
    /// Full name, in French.
    pub name: String,
    /// Phase of the edition; a draft is seen by the administration alone.
    pub status: EditionStatus,
    /// Official week of the programme.
    pub week: Window,
    /// Last second at which an event can be submitted.
    pub deadline: DateTime<FixedOffset>,
    /// Number of events in every state, drafts included.
    pub events: u64,
}

/// An edition for those who manage editions, with its version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedEdition {
    /// Version number, incremented by every change; used as the `ETag`.
    pub version: i32,
    /// The edition as stored.
    pub edition: Edition,
    /// Statuses that may follow.
    pub moves: Vec<EditionStatus>,
    /// Number of events in every state, drafts included.
    pub events: u64,
}

/// Request for a new edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewEdition {
    /// Slug of the edition to copy.
    #[cfg_attr(feature = "openapi", schema(example = "2018"))]
    pub from: String,
    /// Slug of the new edition, which no other has: 1 to 40 of a–z, 0–9 and `-`.
    #[cfg_attr(feature = "openapi", schema(example = "2019"))]
    pub slug: String,
    /// First day of its week; every other date is moved by as many days.
    #[cfg_attr(feature = "openapi", schema(example = "2019-03-18"))]
    pub week_first: NaiveDate,
}

/// A proposed version of an edition, for a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionProposal {
    /// The edition as it would be stored, with every part of it.
    pub edition: Edition,
}

/// A new version of an edition to store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionSave {
    /// The edition as it should be stored, with every part of it.
    pub edition: Edition,
    /// Token of the preview that the caller has seen; required when the change affects events, unless a reason is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// Reason for the change, in French, 3 to 500 characters; stored in the history of the edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Le préfet a décalé la semaine.")
    )]
    pub reason: Option<String>,
}

impl EditionSave {
    /// The reason, if there is one.
    ///
    /// # Errors
    ///
    /// A fault at `/reason` when it is too short, too long or not a line of text.
    pub fn read_reason(&self) -> Result<Option<String>, FieldProblem> {
        let reason = self.reason.as_deref().unwrap_or_default();
        Limits::line(3, 500).read("/reason", reason)
    }
}

/// Faults, changes and effects of a proposed version of an edition. A preview stores nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionPreview {
    /// Version that the proposal is compared with.
    pub version: i32,
    /// Faults of the proposal, each with its JSON pointer into the edition; it can be stored when there are none.
    pub faults: Vec<FieldProblem>,
    /// Differences from the stored edition.
    pub changes: Vec<EditionChange>,
    /// Effects on the events that were filed.
    pub effects: EditionEffects,
    /// Token of this preview, for storing the same proposal.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "2f7c0f3a6f0d4c1e9a5b8d7e6c5b4a39")
    )]
    pub token: String,
}

/// Effects of a change on the events of an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionEffects {
    /// Number of events with at least one effect.
    pub affected: u64,
    /// The effects that occur, with the events, each event under every effect that it has.
    pub by_effect: Vec<EffectCount>,
}

/// One effect of a change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EffectCount {
    /// Effect that these events share.
    pub effect: EditionEffect,
    /// Number of events that it touches.
    pub count: u64,
    /// The first 50 events, by identifier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<AffectedEvent>,
}

/// An event that a change of its edition affects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AffectedEvent {
    /// Identifier of the event.
    pub id: EventId,
    /// Title of the form.
    pub title: String,
    /// State in the labelling process.
    pub state: LabelState,
    /// JSON pointers to the form fields concerned; empty when it is the whole event.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<String>,
}

/// A change of an edition in its history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EditionHistoryEntry {
    /// Sequence number in the log.
    pub seq: i64,
    /// Time of the change.
    pub at: DateTime<Utc>,
    /// Role of the author; absent for the platform itself, as from the command line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Version that was stored.
    pub version: i32,
    /// Status of the edition since that version.
    pub status: EditionStatus,
    /// Slug of the edition that it was copied from; only for a new edition.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copied_from: Option<String>,
    /// Reason that was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Differences from the version before.
    pub changes: Vec<EditionChange>,
    /// Effects on events at that moment, with their numbers alone.
    pub effects: Vec<EffectCount>,
}
