//! Mailed links: each carries a secret that works once, for a limited time.

use super::queries;
use super::rows::MailTokenRow;
use super::secret;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::Services;
use shared::id::AccountId;
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

/// Creates a link; earlier links for the same purpose stop working.
pub(super) fn create(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
    purpose: Purpose,
) -> Result<String, Error> {
    let token = secret::new()?;
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
    Ok(format!(
        "{}{}?jeton={token}",
        services.site.url,
        purpose.page()
    ))
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
