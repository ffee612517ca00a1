//! Withdrawal of an event.

use super::file::{present, respond};
use super::letters;
use super::scope::owned;
use super::transition::{self, Performer, Transition};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::event::{EventFile, Withdrawal, parse_reason};
use shared::id::EventId;
use shared::label::Action;

/// Withdraw an event
///
/// For a labelled event a reason is required, and the event is no longer published. A withdrawn event may be submitted again
/// until the deadline.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = Withdrawal,
    responses(
        (status = 200, description = "Withdrawn event; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[post("/events/{id}/withdraw")]
pub(super) async fn withdraw_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(arrival): Arrival,
    body: Body<Withdrawal>,
) -> Result<HttpResponse, ApiError> {
    let transition = Transition {
        action: Action::Withdraw,
        comment: parse_reason("/reason", &body.into_inner().reason).map_err(Error::invalid)?,
        fields: Vec::new(),
    };
    let id = id.into_inner();
    let file = services
        .write(move |conn, services| {
            let file = owned(conn, &actor, id)?;
            let performer = Performer::of(&actor, &file);
            let before = file.state;
            let file = transition::apply(
                services,
                conn,
                &file,
                &performer,
                &expected,
                &transition,
                arrival,
            )?;
            letters::after_withdrawal(
                services,
                conn,
                &file,
                before,
                transition.comment.as_deref(),
            )?;
            present(conn, &file, &performer.capacities, services.clock.now())
        })
        .await?;
    Ok(respond(&file))
}
