//! Reads a file.

use super::file::{answer, present};
use super::scope::{qualities, readable};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::event::EventFile;
use shared::id::EventId;

/// Read a file
///
/// With what is wrong with its form, what a machine finds on the four criteria, and what the caller may do with it now.
/// What was never filed is its owner's alone: a referent gets 404.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The file; `ETag` is its version", body = EventFile),
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
            present(conn, &file, &qualities(&actor, &file), now)
        })
        .await?;
    Ok(answer(&file))
}
