//! Verification of an e-mail address with a mailed link, which signs in.

use super::keys::Keys;
use super::{links, people, sessions, sign_in};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use http::ApiError;
use http::Services;
use http::{Body, client, problems};
use shared::account::{MailedToken, Session};

/// Verify an e-mail address with the secret of a mailed link, and sign in
///
/// A link works once, for 24 hours: it verifies the address and opens a session, as `sign_in` does. Afterwards it is refused
/// with 409 `already_verified` as long as the address is verified.
#[utoipa::path(
    tag = "accounts",
    request_body = MailedToken,
    responses((status = 200, description = "New session of the verified account", body = Session), problems::WriteRefusals)
)]
#[post("/accounts/verify")]
pub(super) async fn verify_account(
    request: HttpRequest,
    services: Data<Services>,
    keys: Data<Keys>,
    body: Body<MailedToken>,
) -> Result<HttpResponse, ApiError> {
    client::same_origin(&services, &request)?;
    let MailedToken { token } = body.into_inner();
    links::count_attempt(&services, &request).await?;
    let origin = sign_in::origin(&services, &request);
    let opened = services
        .write(move |conn, services| {
            let id = links::verify(conn, &token, &services.clock)?;
            people::record(
                conn,
                &services.clock,
                id,
                "account.verified",
                serde_json::json!({}),
            )?;
            sessions::open(conn, &services.clock, id, &origin)
        })
        .await?;
    sign_in::respond(&services, &keys, opened).await
}
