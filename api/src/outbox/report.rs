//! Letters that came back, and complaints, as the mail server hands them in.

use actix_web::http::header::HeaderValue;
use actix_web::web::{Data, Json, Payload};
use actix_web::{HttpRequest, post};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use ground::blocking::blocking;
use ground::error::Error;
use ground::mail::{Sender, addresses, returns};
use http::intake::{Intake, Kind};
use http::problems::UploadRefusals;
use http::{ApiError, Services};
use sha2::{Digest as _, Sha256};
use shared::mail::MailReport;

/// Header with the secret of the mail server.
const KEY: &str = "Mail-Report-Key";
/// Maximum size of a message: a notice may contain the whole letter.
const MESSAGE_BYTES: usize = 1 << 20;

/// The secret of the mail server (`SEMAINE_MAIL_REPORT_KEY`); registered as `Data<ReportKey>`.
#[derive(Clone)]
pub(crate) struct ReportKey(Option<[u8; 32]>);

impl ReportKey {
    /// Without a secret, nobody hands in anything.
    pub(crate) fn new(secret: Option<&str>) -> Self {
        Self(secret.map(|secret| Sha256::digest(secret).into()))
    }

    /// Digests are compared, so that the time says nothing of the secret.
    fn admits(&self, request: &HttpRequest) -> bool {
        let presented = request.headers().get(KEY).map(HeaderValue::as_bytes);
        match (&self.0, presented) {
            (Some(own), Some(presented)) => {
                verify_slices_are_equal(own, Sha256::digest(presented).as_slice()).is_ok()
            }
            _ => false,
        }
    }
}

/// Report a returned letter
///
/// For the mail server of the platform: the body is a message that arrived at a return address, as it is, at most 1 MiB. The header
/// `Mail-Report-Key` has the secret of the configuration; without it, or with another, the answer is 404.
///
/// A notice that a letter cannot be delivered (RFC 3464), or a complaint about it (RFC 5965), marks the address of the letter:
/// further ones are kept back until its owner proves it again. Any other message changes nothing.
#[utoipa::path(
    tag = "outbox",
    params(("Mail-Report-Key" = Option<String>, Header, description = "Secret of the mail server", max_length = 1024)),
    request_body(content(("message/rfc822"))),
    responses((status = 200, description = "Number of letters that the message reports", body = MailReport), UploadRefusals)
)]
#[post("/mail-reports")]
pub(super) async fn report_mail(
    request: HttpRequest,
    services: Data<Services>,
    sender: Data<Sender>,
    intake: Data<Intake>,
    key: Data<ReportKey>,
    payload: Payload,
) -> Result<Json<MailReport>, ApiError> {
    let path = sender.returns().filter(|_| key.admits(&request)).cloned();
    let Some(path) = path else {
        return Err(Error::not_found().into());
    };
    let raw = intake
        .receive(
            Kind::Json,
            request.headers(),
            payload.into_inner(),
            MESSAGE_BYTES,
        )
        .await?;
    // Anybody writes to a return address: a message made to be slow must not stop other requests.
    let notice = blocking(move || Ok(returns::read(&raw, &path))).await?;
    let Some(notice) = notice else {
        return Ok(Json(MailReport { letters: 0 }));
    };
    let letters = services
        .write(move |conn, services| addresses::note(conn, &notice, services.clock.now()))
        .await?;
    Ok(Json(MailReport { letters }))
}
