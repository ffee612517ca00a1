//! The opinions on an event submission.

use crate::conversation::{OpinionRow, opinions};
use crate::labels::notes::reviewed;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::conversation::ExpertOpinion;
use shared::id::EventId;

/// List the opinions of experts on an event
///
/// Newest request first, unanswered ones included. For the reviewers of the place only (403 `own_event`).
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Opinions", body = Vec<ExpertOpinion>), Refusals)
)]
#[get("/labels/events/{id}/opinions")]
pub(super) async fn list_opinions(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<Vec<ExpertOpinion>>, ApiError> {
    let opinions = services
        .db
        .read(move |conn| {
            let file = reviewed(conn, &actor, id.into_inner())?;
            let rows = opinions::of_event(conn, file.id)?;
            let shown = rows.into_iter().map(OpinionRow::shown);
            Ok(shown.collect::<anyhow::Result<Vec<_>>>()?)
        })
        .await?;
    Ok(Json(opinions))
}
