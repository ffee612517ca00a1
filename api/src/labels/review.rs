//! Everything that is needed to decide on a file.

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

/// The file, the findings, the answers so far
///
/// The findings are made now, by the rules that held when the file was filed. `file.allowed` is what the caller may do;
/// whoever owns the file may do nothing here (`own`).
#[utoipa::path(
    tag = "labels",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses(
        (status = 200, description = "The sheet; `ETag` is the version of the file", body = ReviewSheet),
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
    Ok(sheet::answer(&sheet))
}
