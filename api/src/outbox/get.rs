//! Retrieval of a mail.

use actix_web::http::header::{self, Accept, ContentDisposition, Header as _};
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use ground::error::Error;
use ground::mail::{self, Sender, queries};
use http::ApiError;
use http::Services;
use http::auth::Gate;
use http::{Caller, problems};
use shared::account::Operation;
use shared::id::MailId;
use shared::mail::Mail;

/// Media type of a mail file (RFC 5322).
const EML: &str = "message/rfc822";

/// Get a mail
///
/// Includes its text, without the links that let their reader act as the recipient; only the outbox of a demonstration, which
/// is open to everybody, shows them. With `Accept: message/rfc822`, returns the mail as an `.eml` file.
#[utoipa::path(
    tag = "outbox",
    params(("id" = MailId, Path, description = "Identifier of the mail")),
    responses(
        (status = 200, description = "Mail", content((Mail = "application/json"), (String = "message/rfc822"))),
        problems::Refusals
    )
)]
#[get("/outbox/{id}")]
pub(super) async fn get_mail(
    request: HttpRequest,
    services: Data<Services>,
    sender: Data<Sender>,
    gate: Data<Gate>,
    _caller: Caller,
    id: Path<MailId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let mail = services
        .db
        .read(move |conn| queries::find(conn, id))
        .await?
        .ok_or_else(Error::not_found)?;
    let mail = if gate.opens(Operation::GetMail) {
        mail::revealed(&services.secrets, mail)
    } else {
        mail::concealed(mail)
    };
    let as_file =
        Accept::parse(&request).is_ok_and(|accept| accept.preference().essence_str() == EML);
    if as_file {
        return Ok(HttpResponse::Ok()
            .content_type(EML)
            .insert_header((header::VARY, "Accept"))
            .insert_header(ContentDisposition::attachment(format!("{id}.eml")))
            .body(sender.eml(&mail)?));
    }
    Ok(HttpResponse::Ok()
        .insert_header((header::VARY, "Accept"))
        .json(mail))
}
