//! Retrieval of an event submission.

use super::file::{present, respond};
use super::scope::{capacities, readable};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::event::EventFile;
use shared::id::EventId;

/// Get an event submission
///
/// Includes the errors of its form, the automatic check of the four criteria, and the actions that the caller may perform
/// now. Only its owner sees an event that was never submitted: a referent gets 404.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "Event submission; `ETag` is its version", body = EventFile),
        Refusals
    )
)]
#[get("/events/{id}")]
pub(super) async fn get_event(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let now = services.clock.now();
    let file = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id.into_inner())?;
            present(conn, &file, &capacities(&actor, &file), now)
        })
        .await?;
    Ok(respond(&file))
}
