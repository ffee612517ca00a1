//! Creation of a reading link.

use super::queries::LinkRow;
use super::{hash_of, key_of, link_of, queries};
use crate::events::fact::{self, Fact};
use crate::events::scope::edited;
use actix_web::post;
use actix_web::web::{Data, Json, Path};
use ground::error::Error;
use ground::ids;
use ground::log::{self, By};
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use shared::account::Role;
use shared::event::ReadingAccess;
use shared::id::EventId;
use shared::label::LabelState;

/// Make a secret reading link
///
/// Whoever has the link reads the submission, without an account and without any person in it. A link of before stops working. A
/// withdrawn event has none (409).
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "The new link", body = ReadingAccess), WriteRefusals)
)]
#[post("/events/{id}/reading-link")]
pub(super) async fn open_reading_link(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<ReadingAccess>, ApiError> {
    let id = id.into_inner();
    let link = services
        .write(move |conn, services| {
            let now = services.clock.now();
            let file = edited(conn, &actor, id)?;
            if file.state == LabelState::Withdrawn {
                return Err(Error::illegal_move(Vec::new()).because("the event is withdrawn"));
            }
            let by = By::Person(actor.account.id, Role::Organiser);
            let entry = Fact::default().entry(&file, fact::READING_OPENED, by)?;
            log::append(conn, now, &entry)?;
            let link = ids::new(&services.clock);
            let row = LinkRow {
                event_id: id.into(),
                id: link.into(),
                hash: hash_of(&key_of(services, link)),
                created_at: now.into(),
            };
            queries::put(conn, &row)?;
            Ok(link_of(services, &row))
        })
        .await?;
    Ok(Json(ReadingAccess { link: Some(link) }))
}
