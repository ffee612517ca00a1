//! Discarding what is being written.

use super::{present, queries};
use crate::events::scope::{capacities, changeable, edited};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival};
use shared::event::EventChange;
use shared::id::EventId;

/// Discard the change of a labelled event
///
/// Forgets what was written since the last submission. A change that waits for its check stays.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version of the change that was read, from `ETag`")
    ),
    responses(
        (status = 200, description = "The event without the change; `ETag` is the new version", body = EventChange),
        ConditionalRefusals
    )
)]
#[delete("/events/{id}/change")]
pub(super) async fn discard_change(
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
            let mut change = queries::find(conn, id)?;
            expected.check(change.version)?;
            if change.draft.take().is_some() {
                change = queries::store(conn, change, now)?;
            }
            present::of(conn, &file, &change, &capacities(&actor, &file), now)
        })
        .await?;
    Ok(present::respond(&change))
}
