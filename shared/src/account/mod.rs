//! Accounts: people who sign in, their roles, and the policy table of what each role may do.

mod access;
mod departure;
mod destination;
mod device;
mod key_scope;
mod landing;
mod letter_scope;
mod people;
mod policy;
mod preferences;
mod quota;
mod verification;

pub use access::{Access, Rule, Scope};
pub use departure::{AccountDeletion, Departure, Fate};
pub use destination::Destination;
pub use device::device;
pub use landing::Landing;
pub use letter_scope::{LetterFrequency, LetterScope, LetterSubject, OwnScope, ScopedLetter};
pub use people::{
    DISABLING_REASON_MAX_CHARS, Disabling, GRANTS_MAX, ManagedPerson, NewRoleInvitation,
    OpenRoleInvitation, OpenRoleInvitations, PEOPLE_SEARCH_MAX_CHARS, PeopleSearch, PersonSheet,
    PersonState, ROLE_INVITATION_LIFE, RoleOffer,
};
pub use policy::{Operation, POLICY};
pub use preferences::{CollectedLetter, LetterRhythm, OptionalLetter, Preferences, RefusedLetter};
pub use quota::Quota;
pub use verification::{LinkState, VerificationLink};

use crate::id::AccountId;
use crate::identifiers::string_enum;
use crate::letter::Language;
use crate::place::{DepartmentCode, RegionCode, Territory};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

string_enum! {
    /// Role of a person on the platform. Every account is an organiser; the other roles are granted.
    Role {
        /// Submits events and is responsible for them.
        Organiser = "organiser",
        /// Belongs to the space of a partner: its members and API keys. Comes with the membership.
        Partner = "partner",
        /// Reviews the event submissions of a territory.
        Referent = "referent",
        /// Reviews event submissions and revokes labels in the whole country.
        Coordinator = "coordinator",
        /// Runs the platform: accounts, editions, outbox.
        Administrator = "administrator",
    }
}

/// A role granted to an account, and the territory in which it applies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// Granted role; never `organiser`, which every account has. `partner` comes with the membership of a space.
    pub role: Role,
    /// Territory in which the role applies; `national` for every role but `referent`.
    pub territory: Territory,
}

/// An account, as returned to its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// UUID of the account, stable for its lifetime.
    pub id: AccountId,
    /// E-mail address, spelled as the person typed it.
    #[cfg_attr(feature = "openapi", schema(example = "camille@example.org"))]
    pub email: String,
    /// Display name: first and last name, as typed at sign-up.
    pub name: String,
    /// True once the link in the verification mail has been opened.
    pub verified: bool,
    /// Granted roles with their territories; `organiser` is implicit and never listed.
    pub grants: Vec<Grant>,
    /// Language of the letters to the person.
    #[serde(default)]
    pub language: Language,
}

impl Account {
    /// True when the account holds the role in at least one territory; every account is an organiser.
    pub fn has(&self, role: Role) -> bool {
        role == Role::Organiser || self.grants.iter().any(|grant| grant.role == role)
    }

    /// True when a grant of that role covers a place of the given department and region.
    pub fn has_for(
        &self,
        role: Role,
        department: Option<&DepartmentCode>,
        region: Option<&RegionCode>,
    ) -> bool {
        self.grants
            .iter()
            .any(|grant| grant.role == role && grant.territory.covers(department, region))
    }

    /// Territories in which the person reviews, each once: those of a referent, and the whole country for a coordinator.
    pub fn review_territories(&self) -> BTreeSet<Territory> {
        let reviewed = |grant: &Grant| match grant.role {
            Role::Referent => Some(grant.territory.clone()),
            Role::Coordinator => Some(Territory::National),
            Role::Organiser | Role::Partner | Role::Administrator => None,
        };
        self.grants.iter().filter_map(reviewed).collect()
    }

    /// True for a referent of at least one territory and for a coordinator.
    pub fn is_reviewer(&self) -> bool {
        self.has(Role::Referent) || self.has(Role::Coordinator)
    }
}

/// Minimum length of a password, in characters. Only length is required, no mix of character classes (NIST SP 800-63B,
/// ANSSI).
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Maximum length of a password, in characters; bounds the input of the password hash.
pub const PASSWORD_MAX_CHARS: usize = 256;
/// Maximum length of a person's name, in characters.
pub const NAME_MAX_CHARS: usize = 100;

/// Request to create an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUp {
    /// E-mail address; the verification link is sent to it.
    pub email: String,
    /// First and last name, 1 to 100 characters.
    pub name: String,
    /// Password, 12 to 256 characters.
    pub password: String,
    /// Page of the site to open once the address is verified: a path with its query, such as `/mes-evenements`, at most 1,000
    /// bytes; the list of own events when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "/mes-evenements"))]
    pub destination: Option<String>,
}

/// Credentials of an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// E-mail address of the account.
    pub email: String,
    /// Password; with a wrong one, as with an unknown address, the response is 401 `invalid_credentials`.
    pub password: String,
}

/// Changes to an account by its owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AccountChange {
    /// First and last name, 1 to 100 characters.
    pub name: String,
    /// Language of the letters to the person; it stays as it is when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// Request to replace the password of the signed-in account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordChange {
    /// Password that the account has now.
    pub current: String,
    /// New password, 12 to 256 characters.
    pub password: String,
}

/// Request to replace the e-mail address of the signed-in account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct AddressChange {
    /// New e-mail address; a link that confirms it is sent there.
    pub email: String,
    /// Password that the account has now, so that a stolen session cannot move the account to another address.
    pub password: String,
}

/// A session of an account, on one device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSession {
    /// UUID of the session.
    pub id: Uuid,
    /// Time of the sign-in.
    pub opened_at: DateTime<Utc>,
    /// Time of the last renewal: a page that is in use renews its session every ten minutes.
    pub used_at: DateTime<Utc>,
    /// Browser and operating system, such as `Firefox, Windows`; absent when they are not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
    /// True for the session of this request.
    pub current: bool,
}

/// The open sessions of an account, the last used first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct OpenSessions {
    /// Sessions that have neither ended nor expired.
    pub items: Vec<OpenSession>,
}

/// Token received in a mailed link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailedToken {
    /// Token, copied from the link without changes.
    pub token: String,
}

/// Request to mail a password reset link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordResetRequest {
    /// E-mail address of the account.
    pub email: String,
}

/// Request to set a new password with the token of a reset link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordReset {
    /// Token, copied from the link without changes.
    pub token: String,
    /// New password, 12 to 256 characters.
    pub password: String,
}

/// Access token and account, returned after signing in or refreshing the session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// JWT to send as `Authorization: Bearer <token>`.
    pub access_token: String,
    /// Lifetime of the access token, in seconds.
    #[cfg_attr(feature = "openapi", schema(example = 600))]
    pub expires_in: u32,
    /// Account that is signed in.
    pub account: Account,
}
