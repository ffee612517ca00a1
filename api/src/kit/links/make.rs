use super::{key_of, link_of};
use crate::events::fact::{self, Fact};
use crate::events::scope::edited;
use crate::kit::rows::LinkRow;
use crate::kit::{opened::is_open, queries};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use chrono::TimeDelta;
use ground::error::Error;
use ground::hex::sha256;
use ground::ids;
use ground::log::{self, By};
use http::problems::{KitClosed, WriteRefusals};
use http::{Actor, ApiError, Body, Services};
use shared::account::Role;
use shared::id::EventId;
use shared::kit::{KIT_LINKS_MAX, KitLink, KitLinkForm};
use shared::problem::Code;

/// Make a secret link to a kit
///
/// Whoever has the link sees the kit and downloads its files without an account, until it expires, is revoked, or the kit closes. At most 20
/// links of an event are valid at the same time (409 `kit_full`).
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    request_body = KitLinkForm,
    responses((status = 201, description = "The new link", body = KitLink), KitClosed, WriteRefusals)
)]
#[post("/events/{id}/kit/links")]
pub(super) async fn make_kit_link(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    body: Body<KitLinkForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let (days, recipient) = body.into_inner().parse().map_err(Error::invalid)?;
    let link = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let file = edited(conn, &actor, id)?;
            is_open(&file)?;
            let by = By::Person(actor.account.id, Role::Organiser);
            // First, since appending takes the lock under which the links are counted.
            log::append(
                conn,
                now,
                &Fact::default().entry(&file, fact::KIT_LINK_MADE, by)?,
            )?;
            if queries::links(conn, id, now)?.len() >= KIT_LINKS_MAX {
                return Err(Error::rejected(Code::KitFull)
                    .because(format!("at most {KIT_LINKS_MAX} links at a time")));
            }
            let link = ids::new(&services.clock);
            let row = LinkRow {
                id: link.into(),
                event_id: id.into(),
                hash: sha256(key_of(services, link)),
                recipient: recipient.clone(),
                created_at: now.into(),
                expires_at: (now + TimeDelta::days(i64::from(days))).into(),
            };
            queries::insert_link(conn, &row)?;
            Ok(link_of(services, row))
        })
        .await?;
    Ok(HttpResponse::Created().json(link))
}
