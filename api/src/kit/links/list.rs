use super::link_of;
use crate::events::scope::edited;
use crate::kit::{opened::is_open, queries};
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use http::problems::{KitClosed, NotLabelledRefusal, Refusals};
use http::{Actor, ApiError, Services};
use shared::id::EventId;
use shared::kit::KitLinks;

/// List the secret links to a kit
///
/// Those that are valid, for the owner and the co-editors.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The links, newest first", body = KitLinks),
        NotLabelledRefusal,
        KitClosed,
        Refusals
    )
)]
#[get("/events/{id}/kit/links")]
pub(super) async fn list_kit_links(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<KitLinks>, ApiError> {
    let (id, now) = (id.into_inner(), services.clock.now());
    let rows = services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id)?;
            is_open(&file)?;
            queries::links(conn, id, now)
        })
        .await?;
    let items = rows.into_iter().map(|row| link_of(&services, row));
    Ok(Json(KitLinks {
        items: items.collect(),
    }))
}
