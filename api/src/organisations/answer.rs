//! The invitation behind the secret of a mailed link.

use super::ANSWER;
use super::queries::{invitations, records};
use super::rows::InvitationRow;
use actix_web::HttpRequest;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use http::limits::{self, Attempt};
use http::{Services, client};
use shared::organisation::MemberInvitation;
use shared::problem::Code;

/// Error for a link whose secret is wrong, used, revoked or expired.
pub(super) fn invalid() -> Error {
    Error::rejected(Code::InvalidLink)
}

/// Counts an attempt to use a secret.
///
/// # Errors
///
/// `too_many_requests` once the client address has made too many.
pub(super) async fn count(services: &Services, request: &HttpRequest) -> Result<(), Error> {
    let attempt = Attempt {
        person: String::new(),
        machine: client::address(services, request),
    };
    limits::count(services, ANSWER, &attempt).await
}

/// The invitation with this secret, open or accepted.
///
/// # Errors
///
/// `invalid_link` when there is none, or when it expired before it was accepted.
pub(super) fn find(
    conn: &mut Conn,
    token: &str,
    now: DateTime<Utc>,
) -> Result<InvitationRow, Error> {
    invitations::by_hash(conn, &sha256(token))?
        .filter(|row| row.used_at.is_some() || row.expires_at.0 >= now)
        .ok_or_else(invalid)
}

/// Offer of an open invitation.
///
/// # Errors
///
/// When the organisation is gone, which the database rules out.
pub(super) fn describe(conn: &mut Conn, row: InvitationRow) -> Result<MemberInvitation, Error> {
    let organisation = records::find(conn, row.organisation())?.ok_or_else(invalid)?;
    Ok(MemberInvitation {
        organisation: organisation.named()?,
        inviter: invitations::name_of(conn, row.invited_by())?,
        role: row.role()?,
        email: row.email,
        expires_at: row.expires_at.0,
    })
}
