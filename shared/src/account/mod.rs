//! People: their roles, and what the policy lets them do.

mod policy;

pub use policy::{Access, Operation, POLICY, Rule, Scope};

use crate::id::AccountId;
use crate::place::{DepartmentCode, RegionCode, Territory};
use crate::words::string_enum;
use serde::{Deserialize, Serialize};

string_enum! {
    /// What a person is to the programme. Everybody who has an account is an organiser; the others are granted.
    Role {
        /// Files events and answers for them.
        Organiser = "organiser",
        /// Checks the files of a territory.
        Referent = "referent",
        /// Checks and takes back labels in the whole country.
        Coordinator = "coordinator",
        /// Runs the platform: people, editions, outbox.
        Administrator = "administrator",
    }
}

/// A role that somebody holds, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Grant {
    /// The role.
    pub role: Role,
    /// Where it holds; `national` for all but referents.
    pub territory: Territory,
}

/// A person who can sign in, as that person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Account {
    /// Identifier.
    pub id: AccountId,
    /// E-mail address, as it was typed.
    #[cfg_attr(feature = "openapi", schema(example = "camille@example.org"))]
    pub email: String,
    /// Name to greet the person with.
    pub name: String,
    /// Whether the link in the verification mail was followed.
    pub verified: bool,
    /// Granted roles; `organiser` goes without saying.
    pub grants: Vec<Grant>,
}

impl Account {
    /// Whether the person holds the role somewhere.
    pub fn has(&self, role: Role) -> bool {
        role == Role::Organiser || self.grants.iter().any(|grant| grant.role == role)
    }

    /// Whether the person holds the role for a place of that department and region.
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

    /// Whether the person checks files anywhere.
    pub fn is_reviewer(&self) -> bool {
        self.has(Role::Referent) || self.has(Role::Coordinator)
    }
}

/// Fewest characters of a password. Length is what counts (NIST SP 800-63B, ANSSI): no rule of composition.
pub const PASSWORD_MIN_CHARS: usize = 12;
/// Most characters of a password: what one hash is willing to read.
pub const PASSWORD_MAX_CHARS: usize = 256;
/// Most characters of a person's name.
pub const NAME_MAX_CHARS: usize = 100;

/// Asks for an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignUp {
    /// E-mail address; the verification link goes there.
    pub email: String,
    /// First and last name, 1 to 100 characters.
    pub name: String,
    /// 12 to 256 characters.
    pub password: String,
}

/// Address and password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignIn {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
}

/// The secret of a mailed link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct MailedToken {
    /// The token as it stands in the link.
    pub token: String,
}

/// Asks for a link to choose a new password.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordResetRequest {
    /// E-mail address of the account.
    pub email: String,
}

/// Chooses a new password with the secret of the link.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PasswordReset {
    /// The token as it stands in the link.
    pub token: String,
    /// 12 to 256 characters.
    pub password: String,
}

/// What a person gets who has signed in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Session {
    /// JWT for `Authorization: Bearer`.
    pub access_token: String,
    /// Seconds that the token lives.
    #[cfg_attr(feature = "openapi", schema(example = 600))]
    pub expires_in: u32,
    /// Who signed in.
    pub account: Account,
}
