//! Acceptance of an invitation to a role.

use super::offer::{self, Offered};
use super::{JOINED, queries};
use crate::accounts::people::email_key;
use crate::accounts::{queries as accounts, sessions};
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, post};
use ground::db::Conn;
use ground::error::Error;
use ground::hex::sha256;
use ground::log::{self, By, Entry, Subject};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::account::{Account, GRANTS_MAX, MailedToken, Role};
use shared::problem::Code;

/// Accept an invitation to a role
///
/// Requires an account with the address that the invitation was sent to (403 `other_address`), verified. The role applies from the next
/// request on. Accepting it again changes nothing.
#[utoipa::path(
    tag = "people",
    request_body = MailedToken,
    responses((status = 200, description = "The account, with the role", body = Account), WriteRefusals)
)]
#[post("/role-offers/accept")]
pub(in crate::accounts) async fn accept_role_invitation(
    request: HttpRequest,
    services: Data<Services>,
    actor: Actor,
    body: Body<MailedToken>,
) -> Result<Json<Account>, ApiError> {
    let MailedToken { token } = body.into_inner();
    offer::count(&services, &request).await?;
    let account = services
        .write(move |conn, services| {
            log::hold(conn)?;
            let account = accounts::find(conn, actor.account.id)?.ok_or_else(sessions::ended)?;
            accept(conn, services, account, &token)
        })
        .await?;
    Ok(Json(account))
}

/// Gives the role of an open invitation to an account, once.
fn accept(
    conn: &mut Conn,
    services: &Services,
    account: Account,
    token: &str,
) -> Result<Account, Error> {
    let now = services.clock.now();
    // The answer to an earlier request may have been lost.
    if let Some(used) = queries::by_hash(conn, &sha256(token))?.filter(|row| row.used_at.is_some())
        && used.email_key == email_key(&account.email)
        && account.grants.contains(&used.grant()?)
    {
        return Ok(account);
    }
    let Offered {
        row,
        grant,
        inviter,
    } = Offered::find(conn, token, now)?;
    if row.email_key != email_key(&account.email) {
        return Err(Error::rejected(Code::OtherAddress));
    }
    if !account.verified {
        return Err(Error::rejected(Code::EmailUnverified));
    }
    if account.grants.len() >= GRANTS_MAX || !queries::use_up(conn, row.id, now)? {
        return Err(offer::invalid());
    }
    if accounts::insert_grant(conn, account.id, &grant, now.into())? {
        let entry = Entry {
            by: By::Person(account.id, Role::Organiser),
            subject: Subject::Account(account.id),
            edition: None,
            kind: JOINED,
            payload: json!({
                "role": grant.role,
                "territory": grant.territory,
                "invitedBy": inviter.id,
            }),
        };
        log::append(conn, now, &entry)?;
    }
    accounts::find(conn, account.id)?.ok_or_else(sessions::ended)
}
