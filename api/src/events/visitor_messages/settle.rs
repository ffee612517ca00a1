//! Settlement of a message.

use super::queries;
use crate::accounts::erasure;
use crate::events::fact::{self, Fact, LoggedMessage};
use crate::events::scope::{edits, readable};
use crate::events::transition::Performer;
use actix_web::put;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::log;
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Body, Services};
use shared::event::{MessageSettlement, VisitorMessage};
use shared::id::{EventId, VisitorMessageId};
use shared::problem::{Code, FieldProblem};

/// Settle a message of a visitor
///
/// A question is `answered`, a report `corrected`; both may be `not_applicable`. It replaces what was said before, and keeps the
/// message from going to the referents, who may settle it themselves once it has.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("message" = VisitorMessageId, Path, description = "Identifier of the message")
    ),
    request_body = MessageSettlement,
    responses((status = 200, description = "The message", body = VisitorMessage), WriteRefusals)
)]
#[put("/events/{id}/messages/{message}")]
pub(super) async fn settle_visitor_message(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, VisitorMessageId)>,
    body: Body<MessageSettlement>,
) -> Result<Json<VisitorMessage>, ApiError> {
    let ((id, message), MessageSettlement { outcome }) = (path.into_inner(), body.into_inner());
    let message = services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let own = edits(&actor, &file);
            let row = queries::find(conn, file.id, message)?
                .filter(|row| own || row.escalated_at.is_some())
                .ok_or_else(Error::not_found)?;
            let subject = row.subject()?;
            if !subject.outcomes().contains(&outcome) {
                let detail = format!("not an outcome of a message about `{subject}`");
                let fault = FieldProblem::new("/outcome", Code::NotAllowed, detail);
                return Err(Error::invalid(vec![fault]));
            }
            let mut shown = row.shown(own)?;
            if shown.outcome == Some(outcome) {
                return Ok(shown);
            }
            shown.outcome = Some(outcome);
            let payload = Fact {
                visitor_message: Some(LoggedMessage {
                    id: message,
                    subject,
                    outcome: Some(outcome),
                }),
                ..Fact::default()
            };
            let by = Performer::of(&actor, &file).by;
            let entry = payload.entry(&file, fact::MESSAGE_SETTLED, by)?;
            log::append(conn, services.clock.now(), &entry)?;
            erasure::ensure_present(conn, actor.account.id)?;
            queries::settle(conn, message, outcome)?;
            Ok(shown)
        })
        .await?;
    Ok(Json(message))
}
