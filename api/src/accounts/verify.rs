//! Verification of an e-mail address with a mailed link.

use super::{links, people};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, post};
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::account::MailedToken;

/// Verify an e-mail address with the secret of a mailed link
///
/// A link verifies the address once, for 24 hours. Afterwards it still succeeds as long as the address is verified.
#[utoipa::path(
    tag = "accounts",
    request_body = MailedToken,
    responses((status = 204, description = "Address verified"), problems::FormRefusals)
)]
#[post("/accounts/verify")]
pub(super) async fn verify_account(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<HttpResponse, ApiError> {
    let MailedToken { token } = body.into_inner();
    links::count_attempt(&services, &request).await?;
    let clock = services.clock.clone();
    services
        .db
        .write(
            move |conn| match links::verify(conn, &token, clock.now())? {
                Some(id) => {
                    people::record(conn, &clock, id, "account.verified", serde_json::json!({}))
                }
                None => Ok(()),
            },
        )
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
