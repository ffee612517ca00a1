//! Effect of a mailed verification link, before it is used.

use super::links;
use actix_web::HttpRequest;
use actix_web::post;
use actix_web::web::{Data, Json};
use http::ApiError;
use http::Services;
use http::{Body, problems};
use shared::account::{MailedToken, VerificationLink};

/// Preview a verification link
///
/// Names the account that the link signs in, or says that its address is verified. Does not use the link up: programs that follow
/// the links of mails do no harm.
#[utoipa::path(
    tag = "accounts",
    request_body = MailedToken,
    responses((status = 200, description = "State of the link", body = VerificationLink), problems::FormRefusals)
)]
#[post("/accounts/verify/preview")]
pub(super) async fn preview_verification(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<Json<VerificationLink>, ApiError> {
    let MailedToken { token } = body.into_inner();
    links::count_attempt(&services, &request).await?;
    let now = services.clock.now();
    let link = services
        .db
        .read(move |conn| links::preview(conn, &token, now))
        .await?;
    Ok(Json(link))
}
