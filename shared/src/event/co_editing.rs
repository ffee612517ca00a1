//! Co-editors of an event submission, and the invitations that make them.

use crate::id::{AccountId, EventId, InvitationId};
use crate::identifiers::string_enum;
use crate::label::Actor;
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Role of a person on one event submission.
    FileRole {
        /// Edits the form, and the state of a labelled event.
        Editor = "editor",
        /// Edits, and submits for review.
        Submitter = "submitter",
        /// Owns the submission: also withdraws it, and decides who works on it.
        Owner = "owner",
    }
}

impl FileRole {
    /// True when the person may submit for review.
    pub const fn submits(self) -> bool {
        matches!(self, Self::Submitter | Self::Owner)
    }
}

impl From<FileRole> for Actor {
    fn from(role: FileRole) -> Self {
        match role {
            FileRole::Editor => Self::Editor,
            FileRole::Submitter => Self::Submitter,
            FileRole::Owner => Self::Owner,
        }
    }
}

string_enum! {
    /// Side of the caller in a shared event submission.
    Sharing {
        /// The caller owns it, and has co-editors.
        Given = "given",
        /// The caller is a co-editor.
        Received = "received",
    }
}

/// Maximum number of co-editors and open invitations of an event submission, together.
pub const CO_EDITORS_MAX: usize = 10;

/// Time for which an invitation can be accepted.
pub const INVITATION_LIFE: TimeDelta = TimeDelta::days(14);

/// A co-editor of an event submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoEditor {
    /// UUID of the account.
    pub account: AccountId,
    /// Name of the person.
    pub name: String,
    /// Role of the person: `editor` or `submitter`.
    pub role: FileRole,
    /// Time at which the person accepted the invitation.
    pub since: DateTime<Utc>,
    /// True for the caller.
    pub you: bool,
}

/// An invitation that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenInvitation {
    /// UUID of the invitation.
    pub id: InvitationId,
    /// E-mail address that it was sent to.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
    /// Role that it gives; `owner` transfers the event submission.
    pub role: FileRole,
    /// Time at which it was sent.
    pub created_at: DateTime<Utc>,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// The people who work on an event submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CoEditing {
    /// Role of the caller.
    pub role: FileRole,
    /// Name of the owner.
    pub owner: String,
    /// The co-editors, in the order in which they came.
    pub editors: Vec<CoEditor>,
    /// The open invitations, in the order in which they were sent; empty for a co-editor.
    pub invitations: Vec<OpenInvitation>,
}

/// Request to invite a person to an event submission.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewInvitation {
    /// E-mail address of the person, who may have no account yet.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
    /// Role that the person gets; `owner` transfers the event submission, and its owner of today becomes a co-editor.
    pub role: FileRole,
}

/// Offer of an invitation: the role, the event and the person who invites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Invitation {
    /// UUID of the event.
    pub event: EventId,
    /// Title of the event; may be empty.
    pub title: String,
    /// Name of the edition, in French.
    pub edition: String,
    /// Name of the person who invites.
    pub inviter: String,
    /// Role that it gives; `owner` transfers the event submission.
    pub role: FileRole,
    /// E-mail address that it was sent to: only an account with this address can accept it.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// An open invitation to the address of the caller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedInvitation {
    /// Offer of the invitation.
    pub invitation: Invitation,
    /// Secret of the mailed link, with which it is answered.
    pub token: String,
}

/// The open invitations to the address of the caller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedInvitations {
    /// The invitations, in the order in which they were sent.
    pub items: Vec<ReceivedInvitation>,
}

/// The result of accepting an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Joined {
    /// UUID of the event.
    pub event: EventId,
    /// Role that the caller now has on its submission.
    pub role: FileRole,
}
