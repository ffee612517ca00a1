//! Submission of an event for review.

use super::external::Address;
use super::file::{present, respond};
use super::late;
use super::letters;
use super::transition::{self, Performer, Transition};
use crate::accounts::erasure;
use crate::images::Images;
use crate::organisations::named;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use ground::error::Error;
use ground::log::By;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, OptionalBody};
use shared::account::Role;
use shared::event::EventFile;
use shared::id::EventId;
use shared::label::Action;
use shared::late_pass::SubmissionForm;
use shared::problem::Code;

/// Submit an event for review
///
/// Validates the saved form: all errors, and all criteria that the automatic check finds not met, are listed at once (422).
/// The review period starts, or resumes after a correction. Requires a verified e-mail address (403 `email_unverified`) and
/// an edition that accepts submissions at the place of the event (403 `deadline_passed`, `edition_closed`); the response to
/// a correction request may come after the deadline, and so may a submission with a late pass. A pass for the address of the
/// organiser is used by itself, any other one by its code (422 `invalid_pass`, `unfit_pass`). A co-editor needs the role for it
/// (403 `forbidden`). If the submission is rejected, the draft stays unchanged. The organiser
/// gets a receipt by mail, and the reviewers of the place a notification.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Option<SubmissionForm>,
    responses(
        (status = 200, description = "Submitted event; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[post("/events/{id}/submit")]
pub(super) async fn submit_event(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(arrival): Arrival,
    OptionalBody(form): OptionalBody<SubmissionForm>,
) -> Result<HttpResponse, ApiError> {
    let address = Address::Id(id.into_inner());
    submit(&services, images, actor, address, expected, arrival, form).await
}

/// Submits an event of the caller; `arrival` is the time at which the request arrived.
pub(super) async fn submit(
    services: &Data<Services>,
    images: Data<Images>,
    actor: Actor,
    address: Address,
    expected: Expected,
    arrival: DateTime<Utc>,
    form: SubmissionForm,
) -> Result<HttpResponse, ApiError> {
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let code = late::entered(services, &actor, form.late_pass).await?;
    let file = services
        .write(move |conn, services| {
            let file = address.edited(conn, &actor)?;
            let performer = Performer::of(&actor, &file);
            let pass = late::find(conn, &actor, &performer, &file, code.as_deref(), arrival)?;
            let transition = Transition {
                action: Action::Submit,
                comment: None,
                fields: Vec::new(),
                late: pass.is_some(),
            };
            let missing = images.fault_of(&file.form, services.clock.now())?;
            let submitted = transition::apply(
                services,
                conn,
                &file,
                &performer,
                &expected,
                &transition,
                arrival,
            );
            erasure::ensure_present(conn, actor.account.id)?;
            let file = match (submitted, missing) {
                (Ok(_), Some(fault)) => return Err(Error::invalid(vec![fault])),
                (Err(error), Some(fault)) if error.code() == Code::Invalid => {
                    return Err(error.at(fault));
                }
                (submitted, _) => submitted?,
            };
            if let Some(pass) = &pass {
                late::use_up(conn, services, &performer, &file, pass, arrival)?;
            }
            if let Some(content) = &file.content {
                let by = By::Person(actor.account.id, Role::Organiser);
                named::ensure(conn, services, &content.organiser, by)?;
            }
            letters::after_submission(services, conn, &file, actor.account.id)?;
            present(conn, &file, &performer.capacities, services.clock.now())
        })
        .await?;
    Ok(respond(&file))
}
