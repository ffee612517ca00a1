//! The organisation of an event.

use crate::events::scope::{editable, edits, readable};
use crate::events::stored::StoredFile;
use crate::organisations::queries::{filing, records};
use actix_web::get;
use actix_web::web::{Data, Json, Path};
use ground::db::Conn;
use ground::error::Error;
use http::problems::Refusals;
use http::{Actor, ApiError, Services};
use shared::id::EventId;
use shared::organisation::EventOrganisation;

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
    let Some((organisation, through)) = filing::of_event(conn, file.id)? else {
        return Ok(EventOrganisation {
            editable,
            ..EventOrganisation::default()
        });
    };
    let ids: Vec<_> = [Some(organisation), through]
        .into_iter()
        .flatten()
        .collect();
    let mut names = records::names(conn, &ids)?;
    Ok(EventOrganisation {
        organisation: names.remove(&organisation),
        through: through.and_then(|through| names.remove(&through)),
        editable,
    })
}
