//! Stores the form of a file.

use super::file::{answer, present};
use super::queries;
use super::scope::{editable, owned, qualities};
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Body};
use shared::event::{EventFile, EventForm};
use shared::id::EventId;

/// Store the form
///
/// As it stands, complete or not: what is wrong with it is in the answer, not a refusal. Only what cannot be stored at all
/// (NUL characters, texts of tens of thousands of characters, a picture that was never sent) is refused with 422. A submitted or labelled file is
/// read-only (409 `file_locked`, with the moves that are allowed). When another tab has saved since, nothing is stored
/// (412) and `ETag` tells the present version.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "The version that was read, as `ETag` told it")
    ),
    request_body = EventForm,
    responses(
        (status = 200, description = "The file as it is stored; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[put("/events/{id}")]
pub(super) async fn save_event(
    services: Data<Services>,
    images: Data<Images>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<EventForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let form = body.into_inner();
    form.check_storable().map_err(Error::invalid)?;
    let now = services.clock.now();
    let file = services
        .db
        .write(move |conn| {
            let mut file = owned(conn, &actor, id)?;
            editable(&actor, &file)?;
            expected.check(file.version)?;
            if form.image.file != file.form.image.file
                && let Some(fault) = images.fault_of(&form, now)?
            {
                return Err(Error::invalid(vec![fault]));
            }
            let read = file.version;
            file.form = form.clone();
            file.version += 1;
            file.updated_at = now;
            queries::update(conn, &file, read)?;
            present(conn, &file, &qualities(&actor, &file), now)
        })
        .await?;
    Ok(answer(&file))
}
