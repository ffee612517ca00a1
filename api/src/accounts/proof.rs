//! Proof that the signed-in person knows the password, before a change that could take the account away from them.

use super::limits::SIGN_IN;
use super::passwords::{self, Passwords};
use super::people::email_key;
use super::queries;
use actix_web::HttpRequest;
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::Services;
use http::client;
use http::limits::{self, Attempt};
use shared::id::AccountId;
use shared::problem::{Code, FieldProblem};

/// A password that was right; [`Proven::hold`] keeps it so until the change is stored.
#[derive(Debug, Clone)]
pub(crate) struct Proven {
    account: AccountId,
    hash: String,
    pointer: &'static str,
    attempt: Attempt,
}

/// Checks the password at `pointer` of the body. Attempts are limited as those of a sign-in.
///
/// # Errors
///
/// `invalid` with `wrong_password`, `too_many_requests`.
pub(crate) async fn check(
    request: &HttpRequest,
    services: &Services,
    hashes: &Passwords,
    actor: &Actor,
    (pointer, password): (&'static str, String),
) -> Result<Proven, Error> {
    passwords::check_length(pointer, &password).map_err(|fault| Error::invalid(vec![fault]))?;
    let machine = client::address(services, request);
    let attempt = Attempt {
        person: format!("{} {machine}", email_key(&actor.account.email)),
        machine,
    };
    limits::count(services, SIGN_IN, &attempt).await?;
    let account = actor.account.id;
    let stored = services
        .db
        .read(move |conn| Ok(queries::password_hash(conn, account.into())?))
        .await?;
    let Some(hash) = stored else {
        return Err(wrong(pointer));
    };
    if !hashes.is_right(password, Some(hash.clone())).await? {
        return Err(wrong(pointer));
    }
    Ok(Proven {
        account,
        hash,
        pointer,
        attempt,
    })
}

impl Proven {
    /// Checks that the password is still the same, and keeps it until the end of the transaction.
    ///
    /// # Errors
    ///
    /// `invalid` with `wrong_password` when it was changed since it was checked.
    pub(crate) fn hold(&self, conn: &mut Conn, services: &Services) -> Result<(), Error> {
        if !queries::hold_password(conn, self.account.into(), &self.hash)? {
            return Err(wrong(self.pointer));
        }
        limits::forgive(conn, SIGN_IN, &self.attempt, services.clock.now())
    }
}

fn wrong(pointer: &'static str) -> Error {
    Error::invalid(vec![FieldProblem::new(
        pointer,
        Code::WrongPassword,
        "the password is not that of the account",
    )])
}
