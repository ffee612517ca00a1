//! Answers with the organisation in whose name an event is submitted.

use crate::events::scope::{editable, edits, readable};
use crate::events::stored::StoredFile;
use crate::organisations::queries::filing;
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::EventId;
use shared::organisation::{EventOrganisation, FiledFor};

/// Get the organisation of an event
///
/// In whose name the event is filed, and by which organisation on its behalf.
#[utoipa::path(
    tag = "events",
    params(("id" = EventId, Path, description = "Identifier of the event")),
    responses((status = 200, description = "The organisation, if any", body = EventOrganisation), Refusals)
)]
#[get("/events/{id}/organisation")]
pub(super) async fn get_event_organisation(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
) -> Result<Json<EventOrganisation>, ApiError> {
    let shown = services
        .db
        .read(move |conn| {
            let file = readable(conn, &actor, id.into_inner())?;
            present(conn, &actor, &file)
        })
        .await?;
    Ok(Json(shown))
}

/// The organisation of an event, as one of the people who work on it sees it.
pub(super) fn present(
    conn: &mut Conn,
    actor: &Actor,
    file: &StoredFile,
) -> Result<EventOrganisation, Error> {
    let editable = edits(actor, file) && editable(actor, file).is_ok();
    let filed = filing::named(conn, &[file.id])?.remove(&file.id);
    let (organisation, through) = match filed {
        Some(FiledFor {
            organisation,
            through,
        }) => (Some(organisation), through),
        None => (None, None),
    };
    Ok(EventOrganisation {
        organisation,
        through,
        editable,
    })
}
