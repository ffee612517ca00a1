//! The place of a file in the review queue.

use super::kept::QueueIndex;
use super::parameters::QueueParameters;
use super::walk::Walk;
use crate::labels::reach::Reach;
use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, get};
use ground::error::Error;
use http::problems::Refusals;
use http::query::invalid;
use http::{Actor, ApiError, Services};
use shared::id::EventId;
use shared::label::{QueuePosition, QueueQuery};

/// Get the place of a file in the review queue
///
/// Its number in the list of the same query, and the files before and after it. A file that the list does not contain, such as one
/// that was just decided, has no number, and is followed by the first file of the list.
#[utoipa::path(
    tag = "labels",
    params(
        QueueQuery,
        ("event" = EventId, Query, description = "Identifier of the event")
    ),
    responses((status = 200, description = "Place in the list", body = QueuePosition), Refusals)
)]
#[get("/labels/queue/position")]
pub(super) async fn get_queue_position(
    services: Data<Services>,
    queue: Data<QueueIndex>,
    actor: Actor,
    request: HttpRequest,
) -> Result<Json<QueuePosition>, ApiError> {
    let asked = QueueParameters::parse(request.query_string(), &["event"])?;
    let event: EventId = asked
        .read("event", "not an identifier of an event")?
        .ok_or_else(|| invalid("event", "the parameter is required"))?;
    let (index, readers) = queue.now(&services, &actor).await?;
    let now = services.clock.now();
    let walk = Walk::new(&index, &asked.query, &Reach::of(&actor), &readers, now)?;
    let position = walk.position(event).ok_or_else(Error::not_found)?;
    Ok(Json(position))
}
