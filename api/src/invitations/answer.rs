//! The invitation behind the secret of a mailed link.

use super::{Kind, Row};
use crate::accounts::people::email_key;
use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use http::limits::{self, Attempt};
use http::{ApiError, Services, client};
use shared::account::Account;
use shared::problem::Code;

/// Error for a link whose secret is wrong, used, revoked or expired.
pub(crate) fn invalid() -> Error {
    Error::rejected(Code::InvalidLink)
}

/// Counts an attempt to use a secret.
///
/// # Errors
///
/// `too_many_requests` once the client address has made too many.
pub(crate) async fn count<K: Kind>(
    services: &Services,
    request: &HttpRequest,
) -> Result<(), Error> {
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(services, request),
    };
    limits::count(services, K::ANSWER, &attempt).await
}

/// The invitation with this secret, open or accepted.
///
/// # Errors
///
/// `invalid_link` when there is none, or when it expired before it was accepted.
pub(crate) fn find<R: Row>(conn: &mut Conn, token: &str, now: DateTime<Utc>) -> Result<R, Error> {
    R::by_hash(conn, &sha256(token))?
        .filter(|row| row.is_used() || row.expires_at() >= now)
        .ok_or_else(invalid)
}

/// The invitation with this secret, once it was accepted.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn used<R: Row>(conn: &mut Conn, token: &str) -> Result<Option<R>, Error> {
    Ok(R::by_hash(conn, &sha256(token))?.filter(R::is_used))
}

/// Checks that a person may accept an invitation.
///
/// # Errors
///
/// `other_address`, `email_unverified`.
pub(crate) fn addressed_to(account: &Account, row: &impl Row) -> Result<(), Error> {
    if row.email_key() != email_key(&account.email) {
        return Err(Error::rejected(Code::OtherAddress));
    }
    if !account.verified {
        return Err(Error::rejected(Code::EmailUnverified));
    }
    Ok(())
}

/// Offer of the invitation with the secret of a mailed link.
///
/// # Errors
///
/// `invalid_link` for an invitation that is not open, `too_many_requests`.
pub(crate) async fn preview<K: Kind>(
    services: &Services,
    request: &HttpRequest,
    token: String,
) -> Result<K::Offer, ApiError> {
    count::<K>(services, request).await?;
    let now = services.clock.now();
    let offer = services
        .db
        .read(move |conn| {
            let row: K = find(conn, &token, now)?;
            if row.is_used() {
                return Err(invalid());
            }
            row.describe(conn)
        })
        .await?;
    Ok(offer)
}

/// Outcome of accepting an invitation. When the link is used up because this caller has accepted it before, returns the result
/// of `held` instead of the error: the answer to the earlier request may have been lost.
///
/// # Errors
///
/// The error of `outcome`.
pub(crate) async fn once_more<T: Send + 'static>(
    services: &Services,
    outcome: Result<T, Error>,
    held: impl FnOnce(&mut Conn) -> Result<Option<T>, Error> + Send + 'static,
) -> Result<T, ApiError> {
    match outcome {
        Err(error) if error.code() == Code::InvalidLink => {
            let held = services.db.read(held).await?;
            Ok(held.ok_or(error)?)
        }
        outcome => Ok(outcome?),
    }
}
