//! Submission of an event for review.

use super::acts::Act;
use super::external::Address;
use super::file::{Beside, respond};
use super::late;
use super::scope::capacities;
use super::upload_check::UploadCheck;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, OptionalBody};
use shared::event::EventFile;
use shared::id::EventId;
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
    let check = UploadCheck::new(images, services.clock.now());
    let submit = async || {
        let (actor, address) = (actor.clone(), address.clone());
        let (expected, code, check) = (expected.clone(), code.clone(), check.clone());
        let submit = move |conn: &mut Conn, services: &Services| {
            let file = address.edited(conn, &actor)?;
            let act = Act {
                services,
                actor: &actor,
                arrival,
            };
            let file = act.submit(conn, &check, &file, &expected, code.as_deref())?;
            let now = services.clock.now();
            let beside = Beside::of(conn, &file, &capacities(&actor, &file), now)?;
            Ok::<_, Error>((file, beside, now))
        };
        services.write(submit).await
    };
    let (file, beside, now) = check.run(submit).await?;
    Ok(respond(&beside.shown(
        &file,
        &capacities(&actor, &file),
        now,
    )))
}
