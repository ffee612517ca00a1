//! Confirmation of a new address with a mailed link.

use super::people::{self, email_key};
use super::{letters, links, queries};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use ground::mail;
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::account::MailedToken;

/// Confirm a new e-mail address with the secret of a mailed link
///
/// A link works once, for 24 hours. The account then has the new address, which counts as verified, and the former address is
/// informed. Links that were mailed to the former address stop working.
#[utoipa::path(
    tag = "accounts",
    request_body = MailedToken,
    responses((status = 204, description = "Address changed"), problems::FormRefusals)
)]
#[post("/accounts/address/confirm")]
pub(super) async fn confirm_address_change(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<HttpResponse, ApiError> {
    let MailedToken { token } = body.into_inner();
    links::count_attempt(&services, &request).await?;
    services
        .write(move |conn, services| {
            let now = services.clock.now();
            let (id, email) = links::redeem_address(conn, &token, now)?;
            let former = queries::find(conn, id)?.ok_or_else(links::invalid)?;
            let key = email_key(&email);
            if queries::by_email(conn, &key)?.is_some_and(|known| known.id != id.into()) {
                // The address got an account of its own in the meantime.
                return Err(links::invalid());
            }
            queries::set_address(conn, id.into(), (&email, &key), now.into())?;
            queries::delete_mail_tokens(conn, id.into())?;
            mail::addresses::redirect(conn, &services.clock, &former.email, &email)?;
            people::record(
                conn,
                &services.clock,
                id,
                "account.address_changed",
                serde_json::json!({}),
            )?;
            let letter = letters::address_changed(letters::recipient_of(&former));
            mail::post(conn, &services.clock, &letter).map(drop)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
