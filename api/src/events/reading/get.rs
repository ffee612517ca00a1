//! The reading link of an event submission.

use super::{link_of, queries};
use crate::events::scope::edited;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::event::ReadingAccess;
use shared::id::EventId;

/// Get the secret reading link of an event submission
///
/// For the owner and the co-editors. The link is absent as long as none was made.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "The link, if there is one", body = ReadingAccess), Refusals)
)]
#[get("/events/{id}/reading-link")]
pub(super) async fn get_reading_link(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<ReadingAccess>, ApiError> {
    let row = services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id.into_inner())?;
            queries::find(conn, file.id)
        })
        .await?;
    let link = row.map(|row| link_of(&services, &row));
    Ok(Json(ReadingAccess { link }))
}
