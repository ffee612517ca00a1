//! A letter to oneself.

use super::values;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::Duration;
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use ground::mail;
use http::limits::{self, Attempt, Limit, UNLIMITED};
use http::problems::FormRefusals;
use http::{Actor, ApiError, Body, Services, Slug};
use messages::t_args;
use shared::account::Role;
use shared::letter::LetterTrial;
use shared::problem::Code;

/// Letters on trial of one person.
const TRIALS: Limit = Limit {
    what: "letter_trial",
    window: Duration::hours(1),
    per_person: 20,
    per_machine: UNLIMITED,
};
/// Kind of the log entry.
const TRIED: &str = "edition.letter_tried";

/// Send a letter to oneself
///
/// Sends the letter of a preview to the caller's own address, which must be verified, and to nobody else; its subject says that it
/// is a trial. At most 20 an hour; each is in the log. For administrators.
#[utoipa::path(
    tag = "editions",
    params(("edition" = String, Path, description = "Slug of the edition", example = "2018")),
    request_body = LetterTrial,
    responses((status = 202, description = "The letter is on its way"), FormRefusals)
)]
#[post("/administration/editions/{edition}/letters/trial")]
pub(super) async fn try_letter(
    services: Data<Services>,
    actor: Actor,
    slug: Path<Slug>,
    body: Body<LetterTrial>,
) -> Result<HttpResponse, ApiError> {
    let (slug, trial) = (slug.into_inner(), body.into_inner());
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let faults = values::faults(&trial);
    if !faults.is_empty() {
        return Err(Error::invalid(faults).into());
    }
    limits::count(&services, TRIALS, &Attempt::by(actor.account.id)).await?;
    services
        .write(move |conn, services| {
            let (id, edition) = values::edition(conn, &slug)?;
            let mut letter = values::written(conn, services, &actor, (id, &edition), &trial)?;
            letter.subject = t_args("letter.trial", &[("subject", &letter.subject)]);
            let entry = Entry {
                by: By::Person(actor.account.id, Role::Administrator),
                subject: Subject::Edition(id),
                edition: Some(id),
                kind: TRIED,
                payload: serde_json::json!({ "letter": trial.kind, "language": trial.language }),
            };
            log::append(conn, services.clock.now(), &entry)?;
            mail::post(conn, &services.clock, &letter).map(drop)
        })
        .await?;
    Ok(HttpResponse::Accepted().finish())
}
