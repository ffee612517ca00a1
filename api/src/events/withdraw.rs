//! Takes a file back.

use super::file::{answer, present};
use super::letters;
use super::scope::owned;
use super::transition::{self, Asked, Mover, Step};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Body};
use shared::event::{EventFile, Withdrawal, parse_reason};
use shared::id::EventId;
use shared::label::Action;

/// Take it back
///
/// Once the event is labelled the reason is required, and the event leaves the map. A file that was taken back may be
/// filed again until the deadline.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "The version that was read, as `ETag` told it")
    ),
    request_body = Withdrawal,
    responses(
        (status = 200, description = "The withdrawn file; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[post("/events/{id}/withdraw")]
pub(super) async fn withdraw_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<Withdrawal>,
) -> Result<HttpResponse, ApiError> {
    let step = Step {
        action: Action::Withdraw,
        words: parse_reason("/reason", &body.into_inner().reason).map_err(Error::invalid)?,
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
            let before = file.state;
            let file = transition::apply(services, conn, &file, &asked)?;
            letters::after_withdrawal(services, conn, &file, before, step.words.as_deref())?;
            present(conn, &file, &mover.qualities, services.clock.now())
        })
        .await?;
    Ok(answer(&file))
}
