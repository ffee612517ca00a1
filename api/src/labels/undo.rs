//! Undoing a decision before it takes effect.

use super::{release, sheet};
use crate::events::fact;
use crate::events::queries as event_queries;
use crate::events::scope::{capacities, readable};
use crate::events::stored::StoredFile;
use crate::events::transition::Performer;
use crate::pending::{self, Pending};
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, delete};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival};
use shared::id::EventId;
use shared::label::{self, ReviewSheet};
use shared::problem::Code;

/// Undo a decision
///
/// A decision, refusal or correction request that was taken with `undoable` can be undone by the same person until `releaseAt`:
/// the review is as it was before, and nobody else learns of it. Afterwards the response is 409 `undo_expired`. One that is `held`
/// can be undone until it is released, by a coordinator too.
#[utoipa::path(
    tag = "labels",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    responses(
        (status = 200, description = "Review sheet; `ETag` is the new version", body = ReviewSheet),
        ConditionalRefusals
    )
)]
#[delete("/labels/events/{id}/decision")]
pub(super) async fn undo_decision(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(arrival): Arrival,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let sheet = services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let expired = || {
                Error::rejected(Code::UndoExpired)
                    .because("no decision on this event can be undone any more")
            };
            let pending = pending::find(conn, id)?
                .filter(|pending| !pending.is_due(arrival))
                .ok_or_else(expired)?;
            if !may_undo(&pending, &actor, &file) {
                return Err(Error::rejected(Code::Forbidden)
                    .because("only the person who took the decision undoes it"));
            }
            expected.check(file.version)?;
            if !pending::take(conn, id)? {
                return Err(expired());
            }
            let undone = record(conn, services, &actor, &file, &pending)?;
            sheet::of(conn, &actor, &undone, services.clock.now())
        })
        .await?;
    Ok(sheet::respond(&sheet))
}

/// True for the person who took a decision, and for a coordinator when it is held.
pub(super) fn may_undo(pending: &Pending, actor: &Actor, file: &StoredFile) -> bool {
    pending.by == actor.account.id
        || (pending.is_held() && capacities(actor, file).contains(&label::Actor::Coordinator))
}

/// Stores that a decision was undone which the caller has taken from the table.
pub(super) fn record(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    file: &StoredFile,
    pending: &Pending,
) -> Result<StoredFile, Error> {
    let now = services.clock.now();
    let by = Performer::of(actor, file).by;
    release::note(conn, file, pending, (fact::DECISION_UNDONE, None), by, now)?;
    let undone = file.touched(now);
    event_queries::update(conn, &undone, file.version)?;
    Ok(undone)
}
