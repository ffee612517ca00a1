//! Revocation of a reading link.

use super::queries;
use crate::events::fact::{self, Fact};
use crate::events::scope::edited;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::log::{self, By};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use shared::account::Role;
use shared::id::EventId;

/// Revoke the secret reading link
///
/// The link stops working at once. Without a link, nothing happens.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 204, description = "No link any more"), WriteRefusals)
)]
#[delete("/events/{id}/reading-link")]
pub(super) async fn close_reading_link(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    services
        .write(move |conn, services| {
            let file = edited(conn, &actor, id)?;
            if queries::find(conn, file.id)?.is_none() {
                return Ok(());
            }
            let by = By::Person(actor.account.id, Role::Organiser);
            let entry = Fact::default().entry(&file, fact::READING_CLOSED, by)?;
            log::append(conn, services.clock.now(), &entry)?;
            queries::delete(conn, file.id).map(drop)
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
