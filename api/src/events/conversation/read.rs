//! Marks messages as read.

use super::writing_side;
use crate::conversation::messages;
use crate::events::fact::{self, Fact};
use crate::events::scope::readable;
use crate::events::transition::Performer;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::conversation::ConversationRead;
use shared::id::EventId;

/// Mark messages as read
///
/// All messages up to `upTo` are read by the side of the caller: those of the organiser by the reviewers, or the other way round. The
/// other side sees it, and no letter about them is sent any more. A lower number than before changes nothing.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body = ConversationRead,
    responses((status = 204, description = "The messages are read"), WriteRefusals)
)]
#[put("/events/{id}/conversation/read")]
pub(super) async fn read_conversation(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    body: Body<ConversationRead>,
) -> Result<HttpResponse, ApiError> {
    let (id, read) = (id.into_inner(), body.into_inner());
    read.check().map_err(|fault| Error::invalid(vec![fault]))?;
    let ConversationRead { up_to } = read;
    let up_to = i32::try_from(up_to).unwrap_or(i32::MAX);
    services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let side = writing_side(&actor, &file)?;
            let known = messages::standing(conn, file.id)?;
            if up_to.min(known.messages()) <= known.read(side) {
                return Ok(());
            }
            let now = services.clock.now();
            let by = Performer::of(&actor, &file).by;
            let entry = Fact::default().entry(&file, fact::CONVERSATION_READ, by)?;
            log::append(conn, now, &entry)?;
            let mut counters = messages::locked(conn, file.id)?;
            let up_to = up_to.min(counters.messages()).max(counters.read(side));
            let left = messages::count_after(conn, file.id, side.other(), up_to)?;
            counters.mark(side, up_to, left, now);
            messages::put(conn, &counters)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
