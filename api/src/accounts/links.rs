//! Secrets that are mailed as links: they work once, and not for long.

use super::queries;
use super::rows::MailTokenRow;
use super::secret;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::Services;
use shared::id::AccountId;
use shared::problem::Code;

/// What a link is for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    /// Verifies the address.
    Verify,
    /// Lets a new password be chosen.
    Reset,
}

impl Purpose {
    fn word(self) -> &'static str {
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

/// Page on which a forgotten password is told.
pub(super) fn forgotten(services: &Services) -> String {
    format!("{}/mot-de-passe-oublie", services.site.url)
}

/// Page on which one signs in.
pub(super) fn sign_in(services: &Services) -> String {
    format!("{}/connexion", services.site.url)
}

/// Makes a link; those made before for the same purpose no longer work.
pub(super) fn make(
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
            purpose: purpose.word().to_owned(),
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

/// Uses a link up, and tells whose it was.
pub(super) fn follow(
    conn: &mut Conn,
    token: &str,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Result<AccountId, Error> {
    queries::use_mail_token(conn, &secret::hash(token), purpose.word(), now.into())?
        .map(AccountId::from)
        .ok_or_else(|| Error::rejected(Code::InvalidLink))
}
