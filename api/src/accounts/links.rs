//! Mailed links: each carries a secret that works once, for a limited time.

use super::limits::LINK;
use super::queries;
use super::rows::MailTokenRow;
use super::secret;
use actix_web::HttpRequest;
use chrono::{DateTime, Duration, Utc};
use ground::clock::Clock;
use ground::db::Conn;
use ground::error::Error;
use ground::ids;
use ground::mail::{self, Letter, addresses};
use http::Services;
use http::client;
use http::limits::{self, Attempt};
use shared::account::{Destination, LinkState, VerificationLink};
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

/// A link to mail: its purpose, and what it carries.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link<'a> {
    purpose: Purpose,
    /// Address that it confirms, for [`Purpose::Address`].
    address: Option<&'a str>,
    /// Page to open afterwards.
    destination: Option<&'a Destination>,
}

impl<'a> Link<'a> {
    /// A link that verifies the address of an account, and then leads to `destination`.
    pub(super) const fn verifying(destination: Option<&'a Destination>) -> Self {
        Self {
            purpose: Purpose::Verify,
            address: None,
            destination,
        }
    }

    /// A link with which a new password is chosen.
    pub(super) const fn resetting() -> Self {
        Self {
            purpose: Purpose::Reset,
            address: None,
            destination: None,
        }
    }

    /// A link that confirms `address` as the new address of an account.
    pub(super) const fn confirming(address: &'a str) -> Self {
        Self {
            purpose: Purpose::Address,
            address: Some(address),
            destination: None,
        }
    }

    /// The link without its secret, which is its end.
    fn start(self, site: &str) -> String {
        let page = self.purpose.page();
        match self.destination {
            Some(destination) => format!("{site}{page}?suite={}&jeton=", destination.encoded()),
            None => format!("{site}{page}?jeton="),
        }
    }
}

/// Address of the page that requests a new password.
pub(super) fn forgotten(services: &Services) -> String {
    format!("{}/mot-de-passe-oublie", services.site.url)
}

/// Address of the sign-in page, which then leads to `destination`.
pub(super) fn sign_in(services: &Services, destination: Option<&Destination>) -> String {
    let page = format!("{}/connexion", services.site.url);
    match destination {
        Some(destination) => format!("{page}?suite={}", destination.encoded()),
        None => page,
    }
}

/// Queues an e-mail with a new link; earlier links for the same purpose stop working.
///
/// The outbox stores the e-mail without the secret of the link, and the database only its hash.
pub(super) fn post(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
    link: Link<'_>,
    letter: impl FnOnce(&str) -> Letter,
) -> Result<(), Error> {
    let id = MailId(ids::new(&services.clock));
    let token = mail::secret(&services.secrets, id);
    queries::insert_mail_token(
        conn,
        &MailTokenRow {
            hash: secret::hash(&token),
            account_id: account.into(),
            purpose: link.purpose.as_str().to_owned(),
            expires_at: (services.clock.now() + link.purpose.life()).into(),
            used_at: None,
            address: link.address.map(str::to_owned),
        },
    )?;
    let letter = letter(&mail::secret_link(&link.start(&services.site.url)));
    mail::post_as(conn, &services.clock, id, &letter)
}

/// Counts an attempt to redeem a link.
///
/// # Errors
///
/// `too_many_requests` once the client address has made too many.
pub(super) async fn count_attempt(services: &Services, request: &HttpRequest) -> Result<(), Error> {
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

/// The state of a link that verifies an address, without using it.
///
/// # Errors
///
/// `invalid_link` when the secret is wrong, or when it is used or expired and the address is not verified.
pub(super) fn preview(
    conn: &mut Conn,
    token: &str,
    now: DateTime<Utc>,
) -> Result<VerificationLink, Error> {
    let (hash, purpose) = (secret::hash(token), Purpose::Verify.as_str());
    let usable = queries::usable_mail_token(conn, &hash, purpose, now.into())?;
    let proves_again = match &usable {
        Some((_, email)) => addresses::returned(conn, email)?.is_some(),
        None => false,
    };
    if !proves_again && queries::has_verified(conn, &hash, purpose)? {
        return Ok(VerificationLink {
            state: LinkState::Verified,
            name: None,
            email: None,
        });
    }
    let (name, email) = usable.ok_or_else(invalid)?;
    Ok(VerificationLink {
        state: LinkState::Usable,
        name: Some(name),
        email: Some(email),
    })
}

/// Verifies the address of the account that the secret of a link belongs to, and uses the link up. A verified address that returned
/// letters is proven again.
///
/// # Errors
///
/// `already_verified` when the address is verified, with this link or otherwise; `invalid_link` when the secret is wrong, or
/// used or expired and the address is not verified.
pub(super) fn verify(conn: &mut Conn, token: &str, clock: &Clock) -> Result<AccountId, Error> {
    let now = clock.now();
    let (hash, purpose) = (secret::hash(token), Purpose::Verify.as_str());
    if let Some((account, _)) = queries::use_mail_token(conn, &hash, purpose, now.into())?
        && let Some(owner) = queries::find(conn, account.into())?
    {
        let proven = addresses::prove(conn, clock, &owner.email)?;
        let verified = queries::set_verified(conn, account, now.into())?;
        if verified || (proven && queries::has_verified(conn, &hash, purpose)?) {
            return Ok(account.into());
        }
    }
    if queries::has_verified(conn, &hash, purpose)? {
        Err(Error::rejected(Code::AlreadyVerified))
    } else {
        Err(invalid())
    }
}
