//! Marks a file as being read.

use super::queries;
use crate::events::scope::readable;
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::id::EventId;
use shared::label::ReadingMark;

/// Show that the caller reads a file
///
/// The others see it in the queue and on the sheet for three minutes; a page that stays open calls it again every minute. At most 8
/// files of one account are marked: the oldest mark makes room. Nobody is kept from deciding by a mark.
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Marked; the others who read it", body = ReadingMark), WriteRefusals)
)]
#[put("/labels/events/{id}/reading")]
pub(super) async fn open_reading(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<ReadingMark>, ApiError> {
    let id = id.into_inner();
    let reading = services
        .write(move |conn, services| {
            let (own, now) = (actor.account.id, services.clock.now());
            let file = readable(conn, &actor, id)?;
            let expires_at = queries::mark(conn, file.id, own, now)?;
            let others = queries::others(conn, own, now)?;
            Ok(ReadingMark {
                readers: others
                    .of(id)
                    .iter()
                    .take(ReadingMark::NAMED)
                    .cloned()
                    .collect(),
                expires_at,
            })
        })
        .await?;
    Ok(Json(reading))
}
