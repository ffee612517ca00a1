//! Mailed links: each carries a secret that works once, for a limited time.

use super::queries;
use super::rows::MailTokenRow;
use super::secret;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::mail::{self, Letter};
use http::Services;
use shared::id::{AccountId, MailId};
use shared::problem::Code;

/// Purpose of a mailed link.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Verify the e-mail address.
    Verify,
    /// Choose a new password.
    Reset,
}

impl Purpose {
    fn as_str(self) -> &'static str {
        match self {
            Self::Verify => "verify",
            Self::Reset => "reset",
        }
    }

    fn life(self) -> Duration {
        match self {
            Self::Verify => Duration::hours(24),
            Self::Reset => Duration::hours(1),
        }
    }

    fn page(self) -> &'static str {
        match self {
            Self::Verify => "/verification",
            Self::Reset => "/mot-de-passe",
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
        },
    )?;
    let start = format!("{}{}?jeton=", services.site.url, purpose.page());
    let letter = letter(&mail::secret_link(&start));
    mail::post_as(conn, &services.clock, id, &letter)
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
        .map(AccountId::from)
        .ok_or_else(|| Error::rejected(Code::InvalidLink))
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
