use super::{Mandate, Organisation, OrganisationName};
use crate::event::HistoryActor;
use crate::id::{AccountId, InvitationId, OrganisationId};
use crate::identifiers::string_enum;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

string_enum! {
    /// Role of a member of an organisation, in ascending order.
    OrganisationRole {
        /// Reads the event submissions of the organisation.
        Reads = "reads",
        /// Also files events in its name, and edits its submissions.
        Files = "files",
        /// Also decides who belongs to it and who may file for it.
        Manages = "manages",
    }
}

impl OrganisationRole {
    /// True when the member files events and edits submissions of the organisation.
    pub const fn files(self) -> bool {
        matches!(self, Self::Files | Self::Manages)
    }

    /// True when the member decides who belongs to the organisation.
    pub const fn manages(self) -> bool {
        matches!(self, Self::Manages)
    }
}

/// A person who acts for an organisation, with the role in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Member {
    /// UUID of the account.
    pub account: AccountId,
    /// Name of the person.
    pub name: String,
    /// Role of the person.
    pub role: OrganisationRole,
    /// Time at which the person became a member.
    pub since: DateTime<Utc>,
    /// True for the caller.
    pub you: bool,
}

/// An invitation that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenMemberInvitation {
    /// UUID of the invitation.
    pub id: InvitationId,
    /// E-mail address that it was sent to.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
    /// Role that it gives.
    pub role: OrganisationRole,
    /// Time at which it was sent.
    pub created_at: DateTime<Utc>,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// An organisation with the people and the organisations that work for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationPeople {
    /// Record of the organisation.
    pub organisation: Organisation,
    /// Role of the caller; absent for the coordination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<OrganisationRole>,
    /// True when the caller may change who belongs to it.
    pub manageable: bool,
    /// The members, in the order in which they came.
    pub members: Vec<Member>,
    /// The open invitations, in the order in which they were sent; empty for those who do not manage it.
    pub invitations: Vec<OpenMemberInvitation>,
    /// Organisations that file for this one, or have asked to, by name.
    pub mandates_given: Vec<Mandate>,
    /// Organisations for which this one files, or has asked to, by name.
    pub mandates_held: Vec<Mandate>,
}

/// Request to invite a person to an organisation.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewMemberInvitation {
    /// E-mail address of the person, who may have no account yet.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
    /// Role that the person gets.
    pub role: OrganisationRole,
}

/// Request to give a member another role.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberRole {
    /// Role that the member has from then on.
    pub role: OrganisationRole,
}

/// Offer of an invitation: the organisation, the role and the person who invites.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MemberInvitation {
    /// Organisation to which the person is invited.
    pub organisation: OrganisationName,
    /// Name of the person who invites.
    pub inviter: String,
    /// Role that it gives.
    pub role: OrganisationRole,
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
pub struct ReceivedMemberInvitation {
    /// Offer of the invitation.
    pub invitation: MemberInvitation,
    /// Secret of the mailed link, with which it is answered.
    pub token: String,
}

/// The open invitations to the address of the caller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedMemberInvitations {
    /// The invitations, in the order in which they were sent.
    pub items: Vec<ReceivedMemberInvitation>,
}

/// The result of accepting an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// UUID of the organisation.
    pub organisation: OrganisationId,
    /// Role that the caller now has.
    pub role: OrganisationRole,
}

/// A change of an organisation, its members or its mandates.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OrganisationHistoryEntry {
    /// Sequence number in the log, increasing.
    pub seq: i64,
    /// Time of the entry.
    pub at: DateTime<Utc>,
    /// Type in the log, such as `organisation.member_joined`.
    #[cfg_attr(feature = "openapi", schema(example = "organisation.member_joined"))]
    pub kind: String,
    /// Capacity of the person who performed the action.
    pub actor: HistoryActor,
    /// Role that was given or offered; absent for any other action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<OrganisationRole>,
    /// The other organisation of a mandate or a merge; absent for any other action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other: Option<OrganisationName>,
}
