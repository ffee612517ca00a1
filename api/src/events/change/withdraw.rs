//! Withdrawal of a submitted change.

use super::end::end_waiting;
use super::{present, queries};
use crate::events::scope::{capacities, changeable, edited};
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, post};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival};
use shared::event::EventChange;
use shared::id::EventId;
use shared::label;
use shared::problem::Code;

/// Withdraw the change of a labelled event
///
/// Nobody checks the change any more; it stays as a draft, and the event stays public as it was labelled. 409 `illegal_move` when
/// nothing waits for a check, also when a reviewer has just decided.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version of the change that was read, from `ETag`")
    ),
    responses(
        (status = 200, description = "The change as a draft; `ETag` is its new version", body = EventChange),
        ConditionalRefusals
    )
)]
#[post("/events/{id}/change/withdraw")]
pub(super) async fn withdraw_change(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(now): Arrival,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let change = services
        .db
        .write(move |conn| {
            let file = edited(conn, &actor, id)?;
            changeable(&actor, &file)?;
            let capacities = capacities(&actor, &file);
            let change = queries::find(conn, id)?;
            if change.waiting.is_none() {
                return Err(nothing_waits(&file, &capacities));
            }
            expected.check(change.version)?;
            if capacities == [label::Actor::Editor] {
                return Err(Error::rejected(Code::Forbidden)
                    .because("the role of the co-editor does not allow this action"));
            }
            let by = Performer::of(&actor, &file).by;
            let file = end_waiting(conn, file.clone(), by, now)
                .map_err(|error| overtaken(conn, &file, &capacities, error))?;
            let change = queries::find(conn, id)?;
            present::of(conn, &file, &change, &capacities, now)
        })
        .await?;
    Ok(present::respond(&change))
}

/// Error: there is no change that waits for its check.
pub(super) fn nothing_waits(file: &StoredFile, capacities: &[label::Actor]) -> Error {
    Error::illegal_move(file.state.allowed(capacities))
        .because("no change of the event waits for its check")
}

/// The error of a write that lost a race: when somebody else has ended the check, that is what it says.
pub(super) fn overtaken(
    conn: &mut Conn,
    file: &StoredFile,
    capacities: &[label::Actor],
    error: Error,
) -> Error {
    if error.code() != Code::PreconditionFailed {
        return error;
    }
    match queries::find(conn, file.id) {
        Ok(change) if change.waiting.is_none() => nothing_waits(file, capacities),
        Ok(_) => error,
        Err(error) => error,
    }
}
