//! Says whether two events that look alike are the same.

use super::queries;
use crate::accounts::erasure;
use crate::events::fact::{self, Fact, MarkedDuplicate};
use crate::events::queries as event_queries;
use crate::events::scope::{capacities, readable};
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use crate::sharing::conflicts;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::event::DuplicateMark;
use shared::id::EventId;
use shared::label;
use shared::problem::Code;

/// Mark an event as a duplicate of another, or as none
///
/// Replaces what was said about both before. An organiser says it of their own events; once a reviewer has said it, only a reviewer
/// changes it (403 `forbidden`). It is recorded in the history of the event, and changes nothing else.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("other" = EventId, Path, description = "Identifier of the other event")
    ),
    request_body = DuplicateMark,
    responses((status = 204, description = "Stored"), WriteRefusals)
)]
#[put("/events/{id}/duplicates/{other}")]
pub(super) async fn mark_duplicate(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, EventId)>,
    body: Body<DuplicateMark>,
) -> Result<HttpResponse, ApiError> {
    let ((id, other), DuplicateMark { verdict }) = (path.into_inner(), body.into_inner());
    services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let compared = event_queries::find(conn, other)?
                .filter(|other| other.id != file.id && is_seen(&actor, other))
                .ok_or_else(Error::not_found)?;
            let everyones = compared.state.is_public() || compared.concerns(actor.account.id);
            if !everyones
                && conflicts::hidden_among(conn, actor.account.id, &[other])?.contains(&other)
            {
                return Err(Error::not_found());
            }
            let owner = capacities(&actor, &file).contains(&label::Actor::Owner);
            let payload = Fact {
                duplicate: Some(MarkedDuplicate { other, verdict }),
                ..Fact::default()
            };
            let by = Performer::of(&actor, &file).by;
            let now = services.clock.now();
            // First, since appending takes the lock under which nobody else says it.
            log::append(
                conn,
                now,
                &payload.entry(&file, fact::DUPLICATE_MARKED, by)?,
            )?;
            erasure::ensure_present(conn, actor.account.id)?;
            if owner && queries::is_reviewed(conn, id, other)? {
                return Err(Error::rejected(Code::Forbidden)
                    .because("a reviewer has said whether they are the same"));
            }
            queries::mark(conn, (id, other), verdict, !owner, now)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// True when the caller may know that the event exists.
fn is_seen(actor: &Actor, file: &StoredFile) -> bool {
    file.state.is_public() || !capacities(actor, file).is_empty()
}
