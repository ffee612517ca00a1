//! Stores the form of a file.

use super::file::{answer, present};
use super::queries;
use super::scope::{owned, qualities};
use super::transition::closed;
use crate::app::State;
use crate::error::ApiError;
use crate::http::etag::{Expected, of_version};
use crate::http::problems::ConditionalRefusals;
use crate::http::{Actor, Body};
use actix_web::http::header;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use shared::edition::FilingClosed;
use shared::event::{EventFile, EventForm};
use shared::id::EventId;
use shared::problem::Code;

/// Store the form
///
/// As it stands, complete or not: what is wrong with it is in the answer, not a refusal. Only what cannot be stored at all
/// (NUL characters, texts of tens of thousands of characters) is refused with 422. A submitted or labelled file is
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
    state: Data<State>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<EventForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let form = body.into_inner();
    form.check_storable().map_err(ApiError::invalid)?;
    let now = state.clock.now();
    let file = state
        .db
        .write(move |conn| {
            let mut file = owned(conn, &actor, id)?;
            let qualities = qualities(&actor, &file);
            if !file.state.is_editable() {
                return Err(ApiError::rejected(Code::FileLocked)
                    .because(format!("the file is {}", file.state))
                    .allowing(file.state.allowed(&qualities))
                    .header(header::ETAG, of_version(file.version).to_string()));
            }
            if !file.edition.is_writable() {
                return Err(closed(FilingClosed::Status(file.edition.status)));
            }
            expected.check(file.version)?;
            let read = file.version;
            file.form = form.clone();
            file.version += 1;
            file.updated_at = now;
            queries::update(conn, &file, read)?;
            present(conn, &file, &qualities, now)
        })
        .await?;
    Ok(answer(&file))
}
