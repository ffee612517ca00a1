//! The messages about an event.

use super::queries;
use crate::events::scope::{edits, readable};
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::event::VisitorMessage;
use shared::id::EventId;

/// Maximum number of messages in the answer.
const LISTED: i64 = 200;

/// List the messages of visitors about an event
///
/// The newest 200, newest first. The owner and the co-editors see all, with the addresses of the visitors; everybody else only those
/// that were not settled in time, without them.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Messages", body = Vec<VisitorMessage>), Refusals)
)]
#[get("/events/{id}/messages")]
pub(super) async fn list_visitor_messages(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<Vec<VisitorMessage>>, ApiError> {
    let messages = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id.into_inner())?;
            let own = edits(&actor, &file);
            let rows = queries::of_event(conn, file.id, !own, LISTED)?;
            let shown = rows.into_iter().map(|row| row.shown(own));
            Ok(shown.collect::<anyhow::Result<Vec<_>>>()?)
        })
        .await?;
    Ok(Json(messages))
}
