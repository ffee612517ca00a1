//! Review sheet of an event.

use super::act::settled;
use super::{background, sheet};
use crate::events::scope::readable;
use crate::pending;
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
/// The event submission, the automatic check of the criteria and the answers so far, and what helps to decide (`background`).
/// The check applies the rules as of the submission. `file.allowed` lists the actions open to the caller; the owner of the event
/// has none here (`own`), and nobody while a decision is `pending`.
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
    let reader = actor.clone();
    let read = services
        .db
        .read(move |conn| {
            // First, so that a decision which takes effect meanwhile is seen in the file.
            if pending::find(conn, id)?.is_some_and(|pending| pending.is_due(now)) {
                return Ok(None);
            }
            let file = readable(conn, &reader, id)?;
            let mut sheet = sheet::of(conn, &reader, &file, now)?;
            sheet.background = Some(background::of(conn, &reader, &file)?);
            Ok(Some(sheet))
        })
        .await?;
    let sheet = match read {
        Some(sheet) => sheet,
        // A decision takes effect now.
        None => {
            services
                .write(move |conn, services| {
                    let (file, _) = settled(conn, services, &actor, id)?;
                    let mut sheet = sheet::of(conn, &actor, &file, services.clock.now())?;
                    sheet.background = Some(background::of(conn, &actor, &file)?);
                    Ok(sheet)
                })
                .await?
        }
    };
    Ok(sheet::respond(&sheet))
}
