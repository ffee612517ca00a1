//! The internal notes on an event submission.

use super::reviewed;
use crate::conversation::{WrittenNote, notes};
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::conversation::ReviewNote;
use shared::id::EventId;

/// List the internal notes on an event
///
/// Oldest first, at most 200. For the reviewers of the place only: a reviewer who works on the event, or belongs to its organisation, is
/// refused (403 `own_event`).
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Notes", body = Vec<ReviewNote>), Refusals)
)]
#[get("/labels/events/{id}/notes")]
pub(super) async fn list_review_notes(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<Vec<ReviewNote>>, ApiError> {
    let notes = services
        .db
        .read(move |conn| {
            let file = reviewed(conn, &actor, id.into_inner())?;
            notes::of_event(conn, file.id)
        })
        .await?;
    Ok(Json(notes.into_iter().map(WrittenNote::shown).collect()))
}
