//! Access rules of operations: roles, each with its scope.

use super::Role;

/// Resources on which a role may call an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Only resources that the caller owns, or works on as a co-editor.
    Own,
    /// Only resources in a territory of the caller's grants.
    Territory,
    /// Every resource, of any owner.
    Any,
}

/// A role that may call an operation, and its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Role that the caller must hold.
    pub role: Role,
    /// Resources on which that role may call the operation.
    pub scope: Scope,
}

/// Access rule of one operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everyone, signed in or not.
    Anyone,
    /// Holders of the refresh cookie, which the operation itself verifies.
    Cookie,
    /// Every signed-in account, for its own data.
    SignedIn,
    /// Only the listed roles, each in its scope.
    Roles(&'static [Rule]),
}

impl Access {
    /// Scope that the rule grants to the role; `None` when the role may not call the operation.
    pub fn scope(self, role: Role) -> Option<Scope> {
        match self {
            Self::Anyone | Self::Cookie | Self::SignedIn => Some(Scope::Any),
            Self::Roles(rules) => rules
                .iter()
                .find(|rule| rule.role == role)
                .map(|rule| rule.scope),
        }
    }

    /// True when the operation needs no access token; a [`Access::Cookie`] operation verifies its cookie instead.
    pub const fn is_public(self) -> bool {
        matches!(self, Self::Anyone | Self::Cookie)
    }
}
