//! Letters that are sent again.

use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use ground::mail::addresses;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use serde_json::json;
use shared::account::Role;
use shared::id::MailId;
use shared::mail::{RESENDING_REASON_MAX_CHARS, Resending};
use shared::problem::{Code, FieldProblem};
use shared::text::{self, Limits};

/// Kind of the log: a letter was sent again.
const RESENT: &str = "platform.letter_resent";

/// Send a mail again
///
/// For a mail that was returned, kept back, or given up; with `recipient`, to a corrected address. Its text and its links stay the
/// same. The address counts as working again. The reason is stored in the log, without addresses.
#[utoipa::path(
    tag = "outbox",
    params(("id" = MailId, Path, description = "Identifier of the mail")),
    request_body = Resending,
    responses((status = 204, description = "The mail is sent again"), WriteRefusals)
)]
#[post("/outbox/{id}/resend")]
pub(super) async fn resend_mail(
    services: Data<Services>,
    actor: Actor,
    id: Path<MailId>,
    body: Body<Resending>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let Resending { recipient, reason } = body.into_inner();
    let reason = Limits::line(1, RESENDING_REASON_MAX_CHARS)
        .read("/reason", &reason)
        .and_then(|reason| {
            reason.ok_or_else(|| FieldProblem::new("/reason", Code::Required, "a reason is needed"))
        });
    let recipient = recipient
        .map(|address| text::email("/recipient", &address))
        .transpose();
    let (reason, recipient) = match (reason, recipient) {
        (Ok(reason), Ok(recipient)) => (reason, recipient),
        (reason, recipient) => {
            let faults = [reason.err(), recipient.err()].into_iter().flatten();
            return Err(Error::invalid(faults.collect()).into());
        }
    };
    services
        .write(move |conn, services| {
            let entry = Entry {
                by: By::Person(actor.account.id, Role::Administrator),
                subject: Subject::Platform,
                edition: None,
                kind: RESENT,
                payload: json!({ "mail": id, "corrected": recipient.is_some(), "reason": reason }),
            };
            // First, since appending takes the lock under which two who send it again come one after the other.
            log::append(conn, services.clock.now(), &entry)?;
            if !addresses::resend(conn, &services.clock, id, recipient.as_deref())? {
                return Err(Error::rejected(Code::MailUnderWay));
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
