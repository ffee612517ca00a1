//! The offer behind the secret of a mailed link.

use super::ANSWER;
use super::queries::{self, RoleInvitationRow};
use crate::accounts::queries as accounts;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use http::limits::{self, Attempt};
use http::{ApiError, Body, Services, client, problems};
use shared::account::{Account, Grant, MailedToken, RoleOffer};
use shared::problem::Code;

/// Preview an invitation to a role
///
/// Tells what the secret of a mailed link offers, and to which address it was sent. Does not accept it.
#[utoipa::path(
    tag = "people",
    request_body = MailedToken,
    responses((status = 200, description = "Open invitation", body = RoleOffer), problems::FormRefusals)
)]
#[post("/role-offers/preview")]
pub(in crate::accounts) async fn preview_role_invitation(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<Json<RoleOffer>, ApiError> {
    let MailedToken { token } = body.into_inner();
    count(&services, &request).await?;
    let now = services.clock.now();
    let offer = services
        .db
        .read(move |conn| {
            let Offered {
                row,
                grant,
                inviter,
            } = Offered::find(conn, &token, now)?;
            Ok(RoleOffer {
                email: row.email,
                grant,
                inviter: inviter.name,
                expires_at: row.expires_at.0,
            })
        })
        .await?;
    Ok(Json(offer))
}

/// An invitation that can be accepted.
#[derive(Debug)]
pub(super) struct Offered {
    pub(super) row: RoleInvitationRow,
    pub(super) grant: Grant,
    /// Account of the person who invited, who may still give the role.
    pub(super) inviter: Account,
}

impl Offered {
    /// The invitation with this secret.
    ///
    /// # Errors
    ///
    /// `invalid_link` when the secret is wrong, used, revoked or expired, or when who invited may not give the role any more.
    pub(super) fn find(conn: &mut Conn, token: &str, now: DateTime<Utc>) -> Result<Self, Error> {
        let row = queries::by_hash(conn, &sha256(token))?
            .filter(|row| row.used_at.is_none() && row.expires_at.0 > now)
            .ok_or_else(invalid)?;
        let grant = row.grant()?;
        let inviter = accounts::find(conn, row.invited_by.into())?
            .filter(|inviter| {
                inviter
                    .managing_role()
                    .is_some_and(|role| role.manages(grant.role))
            })
            .ok_or_else(invalid)?;
        Ok(Self {
            row,
            grant,
            inviter,
        })
    }
}

/// Error for a link that offers nothing.
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
