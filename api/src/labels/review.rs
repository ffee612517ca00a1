//! Review sheet of an event.

use super::sheet;
use crate::events::scope::readable;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, get};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::id::EventId;
use shared::label::ReviewSheet;

/// Get the review sheet of an event
///
/// The event submission, the automatic check of the criteria and the answers so far. The check applies the rules as of the
/// submission. `file.allowed` lists the actions open to the caller; the owner of the event has none here (`own`).
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "Review sheet; `ETag` is the version of the event submission", body = ReviewSheet),
        Refusals
    )
)]
#[get("/labels/events/{id}")]
pub(super) async fn get_review(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let sheet = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id)?;
            sheet::of(conn, &actor, &file, now)
        })
        .await?;
    Ok(sheet::respond(&sheet))
}
