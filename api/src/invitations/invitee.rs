//! The address that a caller invites.

use crate::accounts::people::email_key;
use ground::error::Error;
use shared::account::Account;
use shared::problem::{Code, FieldProblem};
use shared::text;

/// A well-formed address to invite.
#[derive(Debug, Clone)]
pub(crate) struct Invitee {
    /// The address as it was typed, without white space around it.
    pub(crate) email: String,
    /// The same for all spellings of the address.
    pub(crate) key: String,
}

impl Invitee {
    /// Checks that an account may invite, and the address that it typed.
    ///
    /// # Errors
    ///
    /// `email_unverified`, or `invalid` at `/email`.
    pub(crate) fn of(inviter: &Account, email: &str) -> Result<Self, Error> {
        if !inviter.verified {
            return Err(Error::rejected(Code::EmailUnverified));
        }
        let email = text::email("/email", email).map_err(|fault| Error::invalid(vec![fault]))?;
        let key = email_key(&email);
        Ok(Self { email, key })
    }
}

/// Error for an address that cannot be invited.
pub(crate) fn refused(code: Code, detail: &str) -> Error {
    Error::invalid(vec![FieldProblem::new("/email", code, detail)])
}

/// Error for an invitation beyond the places of members and open invitations.
pub(crate) fn too_many(detail: &str, places: usize) -> Error {
    let fault = FieldProblem::new("/email", Code::TooMany, detail);
    Error::invalid(vec![fault.with_limit(places)])
}
