//! Revocation of the link of an expert.

use crate::conversation::opinions;
use crate::events::fact::{self, Fact};
use crate::events::transition::Performer;
use crate::labels::notes::reviewed;
use actix_web::delete;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::conversation::ExpertOpinion;
use shared::id::{EventId, OpinionId};

/// Revoke the link of an expert
///
/// The link stops working at once; an opinion that was given stays. Revoking it again changes nothing.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("opinion" = OpinionId, Path, description = "Identifier of the request")
    ),
    responses((status = 200, description = "The request", body = ExpertOpinion), WriteRefusals)
)]
#[delete("/labels/events/{id}/opinions/{opinion}")]
pub(super) async fn revoke_opinion(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, OpinionId)>,
) -> Result<Json<ExpertOpinion>, ApiError> {
    let (event, id) = path.into_inner();
    let shown = services
        .write(move |conn, services| {
            let file = reviewed(conn, &actor, event)?;
            let mut row = opinions::find(conn, file.id, id)?.ok_or_else(Error::not_found)?;
            if row.revoked_at.is_none() {
                let now = services.clock.now();
                let payload = Fact {
                    opinion: Some(id),
                    ..Fact::default()
                };
                let by = Performer::of(&actor, &file).by;
                log::append(conn, now, &payload.entry(&file, fact::OPINION_REVOKED, by)?)?;
                opinions::revoke(conn, id, now)?;
                row.revoked_at = Some(now.into());
            }
            Ok(row.shown()?)
        })
        .await?;
    Ok(Json(shown))
}
