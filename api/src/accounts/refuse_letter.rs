//! Refusal of a kind of letter with the link in such a letter: by its reader, or by the mail program.

use super::{letter_choices, links, optional_letters as letters};
use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::intake::{Intake, Kind};
use http::{Body, Query, problems};
use serde::Deserialize;
use shared::account::{MailedToken, OptionalLetter, RefusedLetter};
use shared::problem::Code;

/// The body of a refusal by a mail program has at most this many bytes: one field, as a form or in several parts.
const BODY_BYTES: usize = 1_024;
/// Value of the field `List-Unsubscribe` (RFC 8058, section 3.1).
const ONE_CLICK: &[u8] = b"One-Click";

/// Unsubscribe from a kind of letter with the token of its link
///
/// The account that got the letter gets no further ones of its kind, from no territory or review group. The link works for a year, as often as it is used.
#[utoipa::path(
    tag = "accounts",
    request_body = MailedToken,
    responses((status = 200, description = "Kind of letter that was refused", body = RefusedLetter), problems::FormRefusals)
)]
#[post("/letters/refusals")]
pub(super) async fn refuse_letter(
    request: HttpRequest,
    services: Data<Services>,
    body: Body<MailedToken>,
) -> Result<Json<RefusedLetter>, ApiError> {
    links::count_attempt(&services, &request).await?;
    let letter = refuse(&services, body.into_inner().token).await?;
    Ok(Json(RefusedLetter { letter }))
}

/// Token of the link in a letter.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct Link {
    /// Token of the link.
    #[serde(default)]
    jeton: String,
}

/// Body of a refusal by a mail program.
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "it describes the body in the document only")]
struct OneClick {
    /// The word `One-Click`, as RFC 8058 fixes it.
    #[schema(
        rename = "List-Unsubscribe",
        pattern = "^One-Click$",
        example = "One-Click"
    )]
    list_unsubscribe: String,
}

/// Refuse letters as a mail program does
///
/// The address is that of the header `List-Unsubscribe` of a letter (RFC 8058): a mail program posts `List-Unsubscribe=One-Click` to
/// it, as a form, when its user refuses such letters. Opened in a browser, the same address is a page with a button.
#[utoipa::path(
    tag = "accounts",
    params(Link),
    request_body(content(
        (OneClick = "application/x-www-form-urlencoded"),
        (OneClick = "multipart/form-data")
    )),
    responses((status = 200, description = "The account gets no further letters of this kind"), problems::FormRefusals)
)]
#[post("/desabonnement")]
pub(super) async fn refuse_letter_in_one_click(
    services: Data<Services>,
    intake: Data<Intake>,
    request: HttpRequest,
    Query(link): Query<Link>,
    payload: Payload,
) -> Result<HttpResponse, ApiError> {
    let body = payload.into_inner();
    let body = intake
        .receive(Kind::Json, request.headers(), body, BODY_BYTES)
        .await?;
    // Not limited by client address: a mail provider refuses for all its users from one.
    if !body.windows(ONE_CLICK.len()).any(|part| part == ONE_CLICK) {
        return Err(Error::rejected(Code::BadRequest)
            .because("the body must be `List-Unsubscribe=One-Click`")
            .into());
    }
    refuse(&services, link.jeton).await?;
    Ok(HttpResponse::Ok().finish())
}

async fn refuse(services: &Data<Services>, token: String) -> Result<OptionalLetter, Error> {
    let now = services.clock.now();
    // Unknown tokens are rejected here: a write would make every other writer wait.
    let (account, letter) = services
        .db
        .read(move |conn| letters::of_link(conn, &token, now))
        .await?;
    services
        .write(move |conn, services| {
            letters::refuse(conn, account, letter, services.clock.now())?;
            letter_choices::forget(conn, account, letter)
        })
        .await?;
    Ok(letter)
}
