//! Sessions: a session is a family of refresh tokens, one of which is valid at a time.
//!
//! Each token is used once and exchanged for the next one. A reused token was stolen, either before or after its
//! owner used it, so the session is revoked. Two tabs that wake up together send the same token, and a response may
//! be lost: a second use within [`GRACE`] is therefore accepted, and returns the same token as the first one. A
//! session has one valid token at any time, so a thief who is that fast is noticed at the next renewal.

use super::keys::{ACCESS_LIFE, Keys};
use super::queries;
use super::rows::{RefreshRow, SessionRow};
use super::secret;
use chrono::{DateTime, Duration, Utc};
use ground::clock::Clock;
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::ids;
use ground::secrets::Secrets;
use shared::account::{Account, Session};
use shared::id::AccountId;
use shared::problem::Code;
use uuid::Uuid;

/// Time after which an unused session expires.
pub(super) const REFRESH_LIFE: Duration = Duration::days(14);
/// Time for which the client address of a session is stored.
pub(super) const KNOWN_FOR: Duration = Duration::days(30);
/// Time during which a used token is still accepted.
const GRACE: Duration = Duration::seconds(10);

/// A session that was just opened or renewed.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Identifier of the session: the family of its refresh tokens.
    pub family: Uuid,
    /// Account that is signed in.
    pub account: AccountId,
    /// Refresh token for the next renewal.
    pub refresh_token: String,
}

/// Client on which a session is opened.
#[derive(Debug, Clone)]
pub struct Origin {
    /// Network address of the client.
    pub machine: String,
    /// Browser and operating system, if they are known.
    pub device: Option<String>,
}

/// Opens a session of an account, with its first refresh token.
///
/// # Errors
///
/// When the database fails or the system provides no randomness.
pub fn open(
    conn: &mut Conn,
    clock: &Clock,
    account: AccountId,
    origin: &Origin,
) -> Result<Opened, Error> {
    let session = ids::new(clock);
    queries::insert_session(
        conn,
        &SessionRow {
            id: session.into(),
            account_id: account.into(),
            machine: Some(sha256(&origin.machine)),
            opened_at: clock.now().into(),
            device: origin.device.clone(),
        },
    )?;
    issue(conn, clock, account, session, secret::new()?)
}

/// True when the person has signed in from this client address within [`KNOWN_FOR`].
pub(super) fn is_known(
    conn: &mut Conn,
    clock: &Clock,
    account: AccountId,
    machine: &str,
) -> Result<bool, Error> {
    let since = clock.now() - KNOWN_FOR;
    let machine = sha256(machine);
    Ok(queries::has_opened_from(
        conn,
        account.into(),
        &machine,
        since.into(),
    )?)
}

/// Outcome of using a refresh token. Reuse is an outcome and not an error, so that the revocation of the family is
/// committed.
#[derive(Debug)]
pub(super) enum Renewal {
    /// The session continues, with a new refresh token.
    Renewed(Opened),
    /// The session has expired or been revoked.
    Ended,
}

/// Exchanges a refresh token for the next one.
pub(super) fn renew(
    conn: &mut Conn,
    clock: &Clock,
    secrets: &Secrets,
    token: &str,
) -> Result<Renewal, Error> {
    let now = clock.now();
    let hash = secret::hash(token);
    let Some(row) = queries::lock_refresh(conn, &hash, now.into())? else {
        return Ok(Renewal::Ended);
    };
    if !is_living(&row, now) {
        return Ok(Renewal::Ended);
    }
    let (session, account) = (row.family_id.0, row.account_id.into());
    let Some(used_at) = row.used_at else {
        queries::use_refresh(conn, &hash, now.into())?;
        let next = successor(secrets, token);
        return issue(conn, clock, account, session, next).map(Renewal::Renewed);
    };
    if now - used_at.0 > GRACE {
        tracing::warn!(%session, "a used refresh token was reused; the session is revoked");
        queries::close_session(conn, row.family_id, row.account_id, now.into())?;
        return Ok(Renewal::Ended);
    }
    let refresh_token = newest(conn, secrets, token)?;
    Ok(refresh_token.map_or(Renewal::Ended, |refresh_token| {
        Renewal::Renewed(Opened {
            family: session,
            account,
            refresh_token,
        })
    }))
}

/// True when a token, used or not, belongs to a session that has neither expired nor been revoked.
pub(super) fn is_open(conn: &mut Conn, token: &str, now: DateTime<Utc>) -> Result<bool, Error> {
    let row = queries::find_refresh(conn, &secret::hash(token))?;
    Ok(row.is_some_and(|row| is_living(&row, now)))
}

fn is_living(row: &RefreshRow, now: DateTime<Utc>) -> bool {
    row.revoked_at.is_none() && row.expires_at.0 > now
}

/// The token that replaces a token. It is derived, so that a second exchange of the same token returns the same
/// one.
fn successor(secrets: &Secrets, token: &str) -> String {
    secrets.derive("session", token.as_bytes())
}

/// The last token in the chain of replacements of a used one.
fn newest(conn: &mut Conn, secrets: &Secrets, used: &str) -> Result<Option<String>, Error> {
    let mut token = successor(secrets, used);
    while let Some(row) = queries::find_refresh(conn, &secret::hash(&token))? {
        if row.used_at.is_none() {
            return Ok(Some(token));
        }
        token = successor(secrets, &token);
    }
    Ok(None)
}

fn issue(
    conn: &mut Conn,
    clock: &Clock,
    account: AccountId,
    family: Uuid,
    refresh_token: String,
) -> Result<Opened, Error> {
    let now = clock.now();
    queries::insert_refresh(
        conn,
        &RefreshRow {
            hash: secret::hash(&refresh_token),
            family_id: family.into(),
            account_id: account.into(),
            issued_at: now.into(),
            expires_at: (now + REFRESH_LIFE).into(),
            used_at: None,
            revoked_at: None,
        },
    )?;
    Ok(Opened {
        family,
        account,
        refresh_token,
    })
}

/// Signs an access token for the session.
///
/// # Errors
///
/// When the token cannot be signed.
pub fn with_access_token(
    keys: &Keys,
    clock: &Clock,
    family: Uuid,
    account: Account,
) -> Result<Session, Error> {
    Ok(Session {
        access_token: keys.sign(account.id, family, clock.now())?,
        expires_in: u32::try_from(ACCESS_LIFE.num_seconds()).unwrap_or_default(),
        account,
    })
}

/// Error for a session that has expired or been revoked.
pub(super) fn ended() -> Error {
    Error::rejected(Code::SessionEnded)
}
