//! The change of a labelled event, as it is being written.

use super::{present, queries};
use crate::events::scope::{capacities, changeable, edited};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use shared::event::EventChange;
use shared::id::EventId;

/// Get the change of a labelled event
///
/// The form that its organisers are writing, else the one that waits for its check, else that of the labelled event. `plan` says which of
/// its changes are public as soon as it is submitted, and which are checked again first. 409 `file_locked` for an event that is
/// not labelled.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The change; `ETag` is its version", body = EventChange),
        WriteRefusals
    )
)]
#[get("/events/{id}/change")]
pub(super) async fn get_change(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let change = services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id)?;
            changeable(&actor, &file)?;
            let change = queries::find(conn, id)?;
            present::of(conn, &file, &change, &capacities(&actor, &file), now)
        })
        .await?;
    Ok(present::respond(&change))
}
