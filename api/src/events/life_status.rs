//! Says whether a labelled event takes place as announced.

use super::fact::{self, Fact};
use super::file::{answer, present};
use super::queries;
use super::scope::{owned, qualities};
use super::stored::StoredFile;
use super::transition::closed;
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
use http::{Actor, Body};
use shared::account::Role;
use shared::edition::FilingClosed;
use shared::event::{EventFile, LifeStatus, LifeStatusForm, limits};
use shared::id::EventId;

/// Say whether it takes place as announced
///
/// For a labelled event only (409 otherwise): it keeps its label, and the public sees the status and the note at once.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "The version that was read, as `ETag` told it")
    ),
    request_body = LifeStatusForm,
    responses(
        (status = 200, description = "The file; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[put("/events/{id}/life-status")]
pub(super) async fn set_life_status(
    services: Data<Services>,
    actor: Actor,
    id: Path<EventId>,
    expected: Expected,
    body: Body<LifeStatusForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let LifeStatusForm { status, note } = body.into_inner();
    let note = limits::NOTE
        .read("/note", &note)
        .map_err(|fault| Error::invalid(vec![fault]))?;
    let now = services.clock.now();
    let file = services
        .db
        .write(move |conn| {
            let file = owned(conn, &actor, id)?;
            let qualities = qualities(&actor, &file);
            if !file.state.is_public() {
                return Err(Error::illegal_move(file.state.allowed(&qualities))
                    .because(format!("the file is {}, not labelled", file.state)));
            }
            expected.check(file.version)?;
            if !file.edition.is_writable() {
                return Err(closed(FilingClosed::Status(file.edition.status)));
            }
            let by = By::Person(actor.account.id, Role::Organiser);
            let file = live(conn, &file, by, status, note.as_deref(), now)?;
            present(conn, &file, &qualities, now)
        })
        .await?;
    Ok(answer(&file))
}

/// Stores and logs that a labelled event takes place otherwise; answers the file as it is then.
pub(crate) fn live(
    conn: &mut Conn,
    file: &StoredFile,
    by: By,
    status: LifeStatus,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let (lived, entry) = lived(file, by, status, note, now)?;
    log::append(conn, now, &entry)?;
    queries::update(conn, &lived, file.version)?;
    Ok(lived)
}

/// The file as it is when a labelled event takes place otherwise, and the row of the log that tells it: [`live`] without
/// the store.
///
/// # Errors
///
/// When the row has no JSON form, which its types do not allow.
pub(crate) fn lived(
    file: &StoredFile,
    by: By,
    status: LifeStatus,
    note: Option<&str>,
    now: DateTime<Utc>,
) -> serde_json::Result<(StoredFile, Entry)> {
    let lived = StoredFile {
        life_status: status,
        life_note: note.map(ToOwned::to_owned),
        version: file.version + 1,
        updated_at: now,
        ..file.clone()
    };
    let told = Fact {
        life_status: Some(status),
        comment: lived.life_note.clone(),
        ..Fact::default()
    };
    let entry = told.entry(&lived, fact::LIFE_STATUS, by)?;
    Ok((lived, entry))
}
