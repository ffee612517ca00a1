//! The people who work on an event submission.

use super::queries;
use crate::events::scope::edited;
use crate::events::stored::StoredFile;
use crate::invitations;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::Actor;
use http::ApiError;
use http::Services;
use http::problems::Refusals;
use shared::event::{CoEditing, FileRole};
use shared::id::EventId;

/// List the people who work on an event submission
///
/// For the owner and the co-editors; only the owner sees the open invitations.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "Owner, co-editors and open invitations", body = CoEditing), Refusals)
)]
#[get("/events/{id}/co-editors")]
pub(super) async fn get_co_editing(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<CoEditing>, ApiError> {
    let now = services.clock.now();
    let shown = services
        .db
        .read(move |conn| {
            let file = edited(conn, &actor, id.into_inner())?;
            present(conn, &actor, &file, now)
        })
        .await?;
    Ok(Json(shown))
}

/// The people who work on an event submission, as one of them sees them.
pub(super) fn present(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
    now: DateTime<Utc>,
) -> Result<CoEditing, Error> {
    let role = file
        .role_of(actor.account.id)
        .ok_or_else(Error::not_found)?;
    Ok(CoEditing {
        role,
        owner: invitations::name_of(conn, file.owner)?,
        editors: queries::named_editors(conn, file.id, actor.account.id)?,
        invitations: match role {
            FileRole::Owner => queries::open(conn, file.id, now)?,
            FileRole::Editor | FileRole::Submitter => Vec::new(),
        },
    })
}
