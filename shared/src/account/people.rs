//! The people of the platform as those who manage accounts see them: who may give which role, and the invitations to one.

use super::{Account, Grant, OpenSession, Role};
use crate::id::{AccountId, InvitationId};
use crate::identifiers::string_enum;
use crate::mail::ReturnedAddress;
use crate::place::Territory;
use crate::problem::{Code, FieldProblem};
use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

/// Time for which an invitation to a role can be accepted.
pub const ROLE_INVITATION_LIFE: TimeDelta = TimeDelta::days(7);
/// Maximum number of roles of an account.
pub const GRANTS_MAX: usize = 120;
/// Maximum length of the reason for which an account is disabled, in characters.
pub const DISABLING_REASON_MAX_CHARS: usize = 500;
/// Maximum length of a searched name or address, in characters.
pub const PEOPLE_SEARCH_MAX_CHARS: usize = 200;

impl Role {
    /// True when holders of this role may give `other`, take it back, and disable those who hold no other role.
    ///
    /// Administrators manage every role, coordinators the referents; nobody gives a role above their own.
    pub const fn manages(self, other: Self) -> bool {
        match self {
            Self::Administrator => !matches!(other, Self::Organiser),
            Self::Coordinator => matches!(other, Self::Referent),
            Self::Organiser | Self::Partner | Self::Referent => false,
        }
    }

    /// True for the roles that people are given; the others come with the account or with a membership.
    pub const fn is_given(self) -> bool {
        !matches!(self, Self::Organiser | Self::Partner)
    }
}

impl Account {
    /// The widest role in which the person manages accounts; `None` when they manage none.
    pub fn managing_role(&self) -> Option<Role> {
        [Role::Administrator, Role::Coordinator]
            .into_iter()
            .find(|role| self.has(*role))
    }
}

impl Grant {
    /// Checks that the role can be granted, and that it has a territory only where it may be limited to one.
    ///
    /// # Errors
    ///
    /// `not_allowed` at `/role` for `organiser` and `partner`, at `/territory` for a territory that the role cannot have.
    pub fn check(&self) -> Result<(), FieldProblem> {
        match (self.role, &self.territory) {
            (Role::Organiser, _) => Err(FieldProblem::new(
                "/role",
                Code::NotAllowed,
                "every account is an organiser",
            )),
            (Role::Partner, _) => Err(FieldProblem::new(
                "/role",
                Code::NotAllowed,
                "a partner joins the space by invitation",
            )),
            (Role::Referent, _) | (_, Territory::National) => Ok(()),
            (Role::Coordinator | Role::Administrator, _) => Err(FieldProblem::new(
                "/territory",
                Code::NotAllowed,
                "this role applies to the whole country",
            )),
        }
    }
}

string_enum! {
    /// State of an account, as a filter of the list of people.
    PersonState {
        /// May sign in: nobody disabled it.
        Enabled = "enabled",
        /// Cannot sign in until somebody enables it.
        Disabled = "disabled",
        /// Enabled, and never signed in.
        NeverSignedIn = "never_signed_in",
    }
}

/// Filters and page of the list of people. They are a body and not a query, so that no log contains a searched name or address.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PeopleSearch {
    /// Part of a name or an address, at most 200 characters; case and accents do not count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Only people with this role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<Role>,
    /// Only people with a role in exactly this territory.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "region:84"))]
    pub territory: Option<Territory>,
    /// Only accounts in this state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub state: Option<PersonState>,
    /// People per page, 1 to 100; 20 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// `nextCursor` of the previous page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// An account, as those who manage it see it in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ManagedPerson {
    /// UUID of the account.
    pub id: AccountId,
    /// First and last name.
    pub name: String,
    /// E-mail address, with which the person signs in.
    pub email: String,
    /// True once the address is verified.
    pub verified: bool,
    /// Granted roles with their territories.
    pub grants: Vec<Grant>,
    /// Time at which the account was disabled; absent while it may sign in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled_at: Option<DateTime<Utc>>,
    /// Time of the last sign-in; absent when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_sign_in: Option<DateTime<Utc>>,
    /// Time at which the account was created.
    pub created_at: DateTime<Utc>,
}

/// An account as the administration sees it: the person, the open sessions, and the powers of the caller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PersonSheet {
    /// Account of the person, with its roles.
    pub person: ManagedPerson,
    /// Open sessions, the last used first.
    pub sessions: Vec<OpenSession>,
    /// Number of event submissions that the person owns.
    pub files: u64,
    /// Roles that the caller may give to this person and take back; empty for the caller's own account.
    pub grantable: Vec<Role>,
    /// True when the caller may disable, enable and sign out the person.
    pub manageable: bool,
    /// Present when the address of the person returns letters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub returned: Option<ReturnedAddress>,
}

/// Request to disable an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Disabling {
    /// Reason for disabling the account, for the log and for the person: 1 to 500 characters.
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Départ du réseau des référents")
    )]
    pub reason: String,
}

/// Request to invite a person to a role.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct NewRoleInvitation {
    /// E-mail address to which the link is sent; the account that accepts must have it.
    #[cfg_attr(feature = "openapi", schema(example = "camille@example.org"))]
    pub email: String,
    /// Role that accepting gives.
    pub role: Role,
    /// Territory in which the role applies.
    #[cfg_attr(feature = "openapi", schema(value_type = String, example = "region:84"))]
    pub territory: Territory,
}

/// An invitation to a role that nobody has accepted yet, as those who manage that role see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenRoleInvitation {
    /// UUID of the invitation.
    pub id: InvitationId,
    /// Address to which the link was sent.
    pub email: String,
    /// Role and territory that accepting gives.
    pub grant: Grant,
    /// Name of the person who invited.
    pub inviter: String,
    /// Time at which it was sent.
    pub created_at: DateTime<Utc>,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// The invitations to a role that nobody has accepted yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenRoleInvitations {
    /// Newest first, at most 200.
    pub items: Vec<OpenRoleInvitation>,
}

/// Offer of a role, as it is shown to whoever opens the mailed link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RoleOffer {
    /// Address to which the link was sent; the account that accepts must have it.
    pub email: String,
    /// Role and territory that accepting gives.
    pub grant: Grant,
    /// Name of the person who invited.
    pub inviter: String,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::rstest;

    #[test]
    fn nobody_gives_a_role_above_their_own() {
        let rank = |role: Role| Role::ALL.iter().position(|one| *one == role);
        for role in Role::ALL {
            for other in Role::ALL.iter().filter(|other| role.manages(**other)) {
                assert!(rank(*other) <= rank(*role), "{role} gives {other}");
            }
        }
        assert!(!Role::Coordinator.manages(Role::Coordinator));
        assert!(Role::Administrator.manages(Role::Administrator));
    }

    #[rstest]
    #[case(Role::Referent, "region:84", None)]
    #[case(Role::Referent, "national", None)]
    #[case(Role::Coordinator, "national", None)]
    #[case(Role::Coordinator, "region:84", Some("/territory"))]
    #[case(Role::Administrator, "department:69", Some("/territory"))]
    #[case(Role::Organiser, "national", Some("/role"))]
    #[case(Role::Partner, "national", Some("/role"))]
    fn only_referents_have_a_territory(
        #[case] role: Role,
        #[case] territory: &str,
        #[case] fault: Option<&str>,
    ) {
        let grant = Grant {
            role,
            territory: Territory::parse(territory).unwrap(),
        };
        let found = grant.check().err().map(|fault| fault.pointer);
        assert_eq!(found.as_deref(), fault);
    }
}
