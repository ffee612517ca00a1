use crate::events::fact::{self, Fact};
use crate::events::scope::edited;
use crate::kit::queries;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::log::{self, By};
use http::problems::WriteRefusals;
use http::{Actor, ApiError, Services};
use shared::account::Role;
use shared::id::{EventId, KitLinkId};

/// Revoke a secret link to a kit
///
/// The link stops working at once. Without such a link, nothing happens.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("link" = KitLinkId, Path, description = "Identifier of the link")
    ),
    responses((status = 204, description = "No such link any more"), WriteRefusals)
)]
#[delete("/events/{id}/kit/links/{link}")]
pub(super) async fn revoke_kit_link(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, KitLinkId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, link) = path.into_inner();
    services
        .write(move |conn, services| {
            let file = edited(conn, &actor, id)?;
            if queries::delete_link(conn, id, link)? {
                let by = By::Person(actor.account.id, Role::Organiser);
                let entry = Fact::default().entry(&file, fact::KIT_LINK_REVOKED, by)?;
                log::append(conn, services.clock.now(), &entry)?;
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
