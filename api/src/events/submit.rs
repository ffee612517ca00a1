//! Files an event for the label.

use super::file::{answer, present};
use super::letters;
use super::scope::owned;
use super::transition::{self, Asked, Mover, Step};
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::Actor;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use shared::event::EventFile;
use shared::id::EventId;
use shared::label::Action;
use shared::problem::Code;

/// File it for the label
///
/// The form as it is stored is judged: every fault and every criterion that a machine finds not met is named at once
/// (422). The delay of the referents begins; it goes on when the file comes back from a correction. Needs a verified
/// address (403 `email_unverified`) and an edition that takes filings at that place (403 `deadline_passed`,
/// `edition_closed`); an answer to a correction request may come after the deadline. When it is refused, the draft stays
/// as it is. The organiser gets a receipt by mail, and those who check the place a word.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "The version that was read, as `ETag` told it")
    ),
    responses(
        (status = 200, description = "The submitted file; `ETag` is its new version", body = EventFile),
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
) -> Result<HttpResponse, ApiError> {
    if !actor.account.verified {
        return Err(Error::rejected(Code::EmailUnverified).into());
    }
    let step = Step {
        action: Action::Submit,
        words: None,
        fields: Vec::new(),
    };
    let id = id.into_inner();
    let file = services
        .write(move |conn, services| {
            let file = owned(conn, &actor, id)?;
            let mover = Mover::of(&actor, &file);
            let asked = Asked {
                mover: &mover,
                expected: &expected,
                step: &step,
            };
            let file = transition::apply(services, conn, &file, &asked)?;
            if let Some(fault) = images.fault_of(&file.form, services.clock.now())? {
                return Err(Error::invalid(vec![fault]));
            }
            letters::after_submission(services, conn, &file)?;
            present(conn, &file, &mover.qualities, services.clock.now())
        })
        .await?;
    Ok(answer(&file))
}
