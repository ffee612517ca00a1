//! Removal of a co-editor by the owner, or by the co-editor who leaves.

use super::{letters, queries};
use crate::accounts::queries as accounts;
use crate::events::fact::{self, Fact};
use crate::events::scope::edited;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::error::Error;
use ground::log::{self, By};
use ground::mail;
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::WriteRefusals;
use shared::account::Role;
use shared::id::{AccountId, EventId};

/// Remove a co-editor
///
/// The owner removes anybody; a co-editor leaves with the identifier of the own account. The other side is informed by mail.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("account" = AccountId, Path, description = "Identifier of the co-editor's account")
    ),
    responses((status = 204, description = "No co-editor any more"), WriteRefusals)
)]
#[delete("/events/{id}/co-editors/{account}")]
pub(super) async fn remove_co_editor(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, AccountId)>,
) -> Result<HttpResponse, ApiError> {
    let (id, account) = path.into_inner();
    services
        .write(move |conn, services| {
            let file = edited(conn, &actor, id)?;
            let leaves = account == actor.account.id;
            if !leaves && file.owner != actor.account.id {
                return Err(Error::not_found());
            }
            let by = By::Person(actor.account.id, Role::Organiser);
            let kind = if leaves {
                fact::CO_EDITOR_LEFT
            } else {
                fact::CO_EDITOR_REMOVED
            };
            let entry = Fact::default().entry(&file, kind, by)?;
            log::append(conn, services.clock.now(), &entry)?;
            if !queries::remove_editor(conn, id, account)? {
                return Err(Error::not_found());
            }
            let informed = if leaves { file.owner } else { account };
            if let Some(person) = accounts::find(conn, informed)? {
                let letter = if leaves {
                    letters::left(services, &person, &file)
                } else {
                    letters::removed(services, &person, &file)
                };
                mail::post(conn, &services.clock, &letter)?;
            }
            Ok(())
        })
        .await?;
    Ok(HttpResponse::NoContent().finish())
}
