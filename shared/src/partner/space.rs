use crate::id::{AccountId, InvitationId, PartnerSpaceId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Maximum number of members and open invitations of a space, together.
pub const SPACE_MEMBERS_MAX: usize = 50;
/// Maximum number of spaces.
pub const SPACES_MAX: usize = 500;
/// Maximum number of invitations that a space sends in a day.
pub const SPACE_INVITATIONS_A_DAY: u32 = 60;

/// The space of a partner: where its members work together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerSpace {
    /// UUID of the space.
    pub id: PartnerSpaceId,
    /// Identifier of the partner in the editions.
    #[cfg_attr(feature = "openapi", schema(example = "cci_france"))]
    pub partner: String,
    /// Name of the institution.
    #[cfg_attr(feature = "openapi", schema(example = "CCI France"))]
    pub name: String,
    /// Time at which the space was opened.
    pub created_at: DateTime<Utc>,
    /// Time at which it was closed; absent while it is open. A closed space is read only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_at: Option<DateTime<Utc>>,
}

/// Short form of a space, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerSpaceSummary {
    /// Name and state of the space.
    pub space: PartnerSpace,
    /// Number of people who manage the space.
    pub members: u64,
}

/// Spaces of the caller; all of them for the coordination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerSpaces {
    /// By name; at most 500.
    pub items: Vec<PartnerSpaceSummary>,
}

/// Request to open the space of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPartnerSpace {
    /// Identifier of the partner in the editions: 1 to 60 characters of a–z, 0–9 and _.
    #[cfg_attr(feature = "openapi", schema(example = "cci_france"))]
    pub partner: String,
    /// Name of the institution, 2 to 150 characters.
    #[cfg_attr(feature = "openapi", schema(example = "CCI France"))]
    pub name: String,
}

/// A person who manages the API keys and webhooks of a partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerMember {
    /// UUID of the account.
    pub account: AccountId,
    /// Name of the person.
    pub name: String,
    /// Time at which the person became a member.
    pub since: DateTime<Utc>,
    /// True for the caller.
    pub you: bool,
}

/// An invitation to a space that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenPartnerInvitation {
    /// UUID of the invitation.
    pub id: InvitationId,
    /// E-mail address that it was sent to.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
    /// Time at which it was sent.
    pub created_at: DateTime<Utc>,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// A space with its members and its open invitations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerSpacePeople {
    /// Name and state of the space.
    pub space: PartnerSpace,
    /// Members, in the order in which they came.
    pub members: Vec<PartnerMember>,
    /// Invitations that nobody has answered yet.
    pub invitations: Vec<OpenPartnerInvitation>,
}

/// Request to invite a person to a space.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewPartnerInvitation {
    /// E-mail address that the invitation is sent to.
    #[cfg_attr(feature = "openapi", schema(example = "alix.moreau@example.org"))]
    pub email: String,
}

/// Offer of an invitation to a space, as its recipient sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PartnerInvitation {
    /// Space to which the person is invited.
    pub space: PartnerSpace,
    /// Name of the person who invites.
    pub inviter: String,
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
pub struct ReceivedPartnerInvitation {
    /// Offer of the invitation.
    pub invitation: PartnerInvitation,
    /// Secret of the mailed link, with which it is answered.
    pub token: String,
}

/// The open invitations to the address of the caller.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ReceivedPartnerInvitations {
    /// Oldest first; at most 50.
    pub items: Vec<ReceivedPartnerInvitation>,
}
