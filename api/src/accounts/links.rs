//! Mailed links: each carries a secret that works once, for a limited time.

use super::limits::LINK;
use super::queries;
use super::rows::MailTokenRow;
use super::secret;
use actix_web::HttpRequest;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::mail::{self, Letter};
use http::Services;
use http::client;
use http::limits::{self, Attempt};
use shared::id::{AccountId, MailId};
use shared::problem::Code;

/// Purpose of a mailed link.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Verify the e-mail address.
    Verify,
    /// Choose a new password.
    Reset,
    /// Confirm a new address of the account.
    Address,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
            Self::Address => "address",
        }
    }

    fn life(self) -> Duration {
        match self {
            Self::Verify | Self::Address => Duration::hours(24),
            Self::Reset => Duration::hours(1),
        }
    }

    fn page(self) -> &'static str {
        match self {
            Self::Verify => "/verification",
            Self::Reset => "/mot-de-passe",
            Self::Address => "/nouvelle-adresse",
        }
    }
}

/// Address of the page that requests a new password.
pub(super) fn forgotten(services: &Services) -> String {
    format!("{}/mot-de-passe-oublie", services.site.url)
}

/// Address of the sign-in page.
pub(super) fn sign_in(services: &Services) -> String {
    format!("{}/connexion", services.site.url)
}

/// Queues an e-mail with a new link; earlier links for the same purpose stop working.
///
/// The outbox stores the e-mail without the secret of the link, and the database only its hash.
pub(super) fn post(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
    purpose: Purpose,
    letter: impl FnOnce(&str) -> Letter,
) -> Result<(), Error> {
    post_about(conn, services, account, (purpose, None), letter)
}

/// As [`post`], with a link that confirms a new address of the account.
pub(super) fn post_to_new_address(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
    address: &str,
    letter: impl FnOnce(&str) -> Letter,
) -> Result<(), Error> {
    post_about(
        conn,
        services,
        account,
        (Purpose::Address, Some(address)),
        letter,
    )
}

fn post_about(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
    (purpose, address): (Purpose, Option<&str>),
    letter: impl FnOnce(&str) -> Letter,
) -> Result<(), Error> {
    let id = MailId(ids::new(&services.clock));
    let token = mail::secret(&services.secrets, id);
    queries::insert_mail_token(
        conn,
        &MailTokenRow {
            hash: secret::hash(&token),
            account_id: account.into(),
            purpose: purpose.as_str().to_owned(),
            expires_at: (services.clock.now() + purpose.life()).into(),
            used_at: None,
            address: address.map(str::to_owned),
        },
    )?;
    let start = format!("{}{}?jeton=", services.site.url, purpose.page());
    let letter = letter(&mail::secret_link(&start));
    mail::post_as(conn, &services.clock, id, &letter)
}

/// Counts an attempt to redeem a link.
///
/// # Errors
///
/// `too_many_requests` once the client address has made too many.
pub(super) async fn count_attempt(
    services: &Services,
    request: &HttpRequest,
) -> Result<(), Error> {
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(services, request),
    };
    limits::count(services, LINK, &attempt).await
}

/// Redeems the secret of a link and returns its account.
///
/// # Errors
///
/// `invalid_link` when the secret is wrong, used or expired.
pub(super) fn redeem(
    conn: &mut Conn,
    token: &str,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<AccountId, Error> {
    queries::use_mail_token(conn, &secret::hash(token), purpose.as_str(), now.into())?
        .map(|(account, _)| account.into())
        .ok_or_else(invalid)
}

/// Redeems the secret of a link that confirms a new address; returns the account and that address.
///
/// # Errors
///
/// `invalid_link` when the secret is wrong, used or expired.
pub(super) fn redeem_address(
    conn: &mut Conn,
    token: &str,
    now: DateTime<Utc>,
) -> Result<(AccountId, String), Error> {
    let purpose = Purpose::Address.as_str();
    match queries::use_mail_token(conn, &secret::hash(token), purpose, now.into())? {
        Some((account, Some(address))) => Ok((account.into(), address)),
        Some((_, None)) | None => Err(invalid()),
    }
}

/// Error for a link whose secret is wrong, used or expired.
pub(super) fn invalid() -> Error {
    Error::rejected(Code::InvalidLink)
}

/// Verifies the address of the account that the secret of a link belongs to; returns the account if it was not
/// verified before.
///
/// A link that has been used or has expired still succeeds for a verified address: a mail program may have followed
/// it first.
///
/// # Errors
///
/// `invalid_link` when the secret is wrong, or when it is used or expired and the address is not verified.
pub(super) fn verify(
    conn: &mut Conn,
    token: &str,
    now: DateTime<Utc>,
) -> Result<Option<AccountId>, Error> {
    if queries::has_verified(conn, &secret::hash(token), Purpose::Verify.as_str())? {
        return Ok(None);
    }
    let id = redeem(conn, token, Purpose::Verify, now)?;
    Ok(queries::set_verified(conn, id.into(), now.into())?.then_some(id))
}
