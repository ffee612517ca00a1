//! Life status of a labelled event.

use super::change;
use super::fact::{self, Fact};
use super::file::{present, respond};
use super::queries;
use super::scope::{capacities, labelled};
use super::stored::StoredFile;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By, Entry};
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::account::Role;
use shared::event::{EventFile, LifeStatus, LifeStatusForm, limits};
use shared::id::EventId;

/// Set an event's life status
///
/// States whether a labelled event takes place as announced (409 for any other event). The event stays labelled, and the
/// public sees the status and the note at once. A cancellation ends a change that waits for its check; what was typed stays.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = LifeStatusForm,
    responses(
        (status = 200, description = "Event submission; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[put("/events/{id}/life-status")]
pub(super) async fn set_life_status(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    Arrival(now): Arrival,
    body: Body<LifeStatusForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let LifeStatusForm { status, note } = body.into_inner();
    let note = limits::NOTE
        .read("/note", &note)
        .map_err(|fault| Error::invalid(vec![fault]))?;
    let file = services
        .db
        .write(move |conn| {
            let file = labelled(conn, &actor, id, &expected)?;
            let capacities = capacities(&actor, &file);
            let by = By::Person(actor.account.id, Role::Organiser);
            let mut file = store_life_status(conn, &file, by, status, note.as_deref(), now)?;
            if status == LifeStatus::Cancelled {
                // Whether it could take place otherwise is no question any more.
                file = change::end_waiting(conn, file, by, now)?;
            }
            present(conn, &file, &capacities, now)
        })
        .await?;
    Ok(respond(&file))
}

/// Changes the life status of a labelled event, stores and logs it; returns the changed submission.
pub(crate) fn store_life_status(
    conn: &mut Conn,
    file: &StoredFile,
    by: By,
    status: LifeStatus,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let (changed, entry) = with_life_status(file, by, status, note, now)?;
    log::append(conn, now, &entry)?;
    queries::update(conn, &changed, file.version)?;
    Ok(changed)
}

/// The submission with a new life status, and its log entry: [`store_life_status`] without storing.
///
/// # Errors
///
/// When the entry cannot be serialised to JSON; its types rule this out.
pub(crate) fn with_life_status(
    file: &StoredFile,
    by: By,
    status: LifeStatus,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> serde_json::Result<(StoredFile, Entry)> {
    let changed = StoredFile {
        life_status: status,
        life_note: note.map(ToOwned::to_owned),
        version: file.version + 1,
        public_changes: file.public_changes + 1,
        updated_at: now,
        ..file.clone()
    };
    let payload = Fact {
        life_status: Some(status),
        comment: changed.life_note.clone(),
        ..Fact::default()
    };
    let entry = payload.entry(&changed, fact::LIFE_STATUS, by)?;
    Ok((changed, entry))
}
