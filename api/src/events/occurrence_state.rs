//! State of one occurrence of a labelled event.

use super::certificate;
use super::edition_closed::closed;
use super::fact::{self, Fact};
use super::file::{present, respond};
use super::notices;
use super::queries;
use super::scope::{capacities, readable};
use super::stored::StoredFile;
use super::transition::Performer;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::edition::FilingClosed;
use shared::event::{
    EventContent, EventFile, OCCURRENCE_SETTERS, OccurrenceChange, OccurrenceStateForm,
};
use shared::id::EventId;
use shared::problem::{Code, FieldProblem};

/// Set the state of an occurrence
///
/// States whether one occurrence of a labelled event takes place, when, and whether people can still come. The event keeps its
/// label, and the public sees the change at once. An occurrence that is over does not change any more (422), nor does one of an
/// event that is not labelled (409). Setting the state that it has changes nothing, the version included. The referents of the
/// territory may set it too.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("number" = u32, Path, description = "Number of the occurrence within the event: its `number`, or else its position in the list, counted from 1", minimum = 1, example = 1),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = OccurrenceStateForm,
    responses(
        (status = 200, description = "Event submission; `ETag` is its new version", body = EventFile),
        ConditionalRefusals
    )
)]
#[put("/events/{id}/occurrences/{number}/state")]
pub(super) async fn set_occurrence_state(
    services: Data<Services>,
    actor: Actor,
    path: Path<(EventId, u32)>,
    expected: Expected,
    Arrival(now): Arrival,
    body: Body<OccurrenceStateForm>,
) -> Result<HttpResponse, ApiError> {
    let (id, number) = path.into_inner();
    let form = body.into_inner();
    let file = services
        .write(move |conn, services| {
            let file = readable(conn, &actor, id)?;
            let capacities = capacities(&actor, &file);
            if !capacities.iter().any(|it| OCCURRENCE_SETTERS.contains(it)) {
                return Err(Error::not_found());
            }
            if !file.state.is_public() {
                let detail = "an occurrence has a state while its event is labelled";
                return Err(Error::illegal_move(file.state.allowed(&capacities))
                    .because(format!("the file is {}, not labelled", file.state))
                    .at(FieldProblem::new("/state", Code::IllegalMove, detail)));
            }
            expected.check(file.version)?;
            if !file.edition.is_writable() {
                return Err(closed(FilingClosed::Status(file.edition.status)));
            }
            let by = Performer::of(&actor, &file).by;
            let changed = store_occurrence_state(conn, &file, by, number, &form, now)?;
            if changed.version != file.version && !actor.owns(file.owner) {
                notices::after_occurrence_state(services, conn, &changed, number)?;
            }
            present(conn, &changed, &capacities, now)
        })
        .await?;
    Ok(respond(&file))
}

/// Changes the state of an occurrence of a labelled event, stores and logs it; returns the changed submission.
///
/// # Errors
///
/// `not_found` when the event has no such occurrence, `invalid` when the state cannot be set.
fn store_occurrence_state(
    conn: &mut Conn,
    file: &StoredFile,
    by: By,
    number: u32,
    form: &OccurrenceStateForm,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    let content = file.content.as_ref();
    let content = content.with_context(|| format!("content of labelled event {}", file.id))?;
    let window = file
        .edition
        .dates_for(file.department(), file.region())
        .window;
    let occurrences = form
        .apply(content, number, window, now)
        .ok_or_else(Error::not_found)?
        .map_err(Error::invalid)?;
    if occurrences == content.occurrences {
        return Ok(file.clone());
    }
    let before = content.occurrences.numbered_as(number);
    let after = occurrences.numbered_as(number);
    let (before, after) = before
        .zip(after)
        .with_context(|| format!("occurrence {number} of event {}", file.id))?;
    let payload = Fact {
        occurrence: Some(OccurrenceChange::of(number, after)),
        ..Fact::default()
    };
    let mut changed = StoredFile {
        version: file.version + 1,
        public_changes: file.public_changes + 1,
        updated_at: now,
        ..file.clone()
    };
    changed.form.move_occurrence(before, after);
    changed.content = Some(EventContent {
        occurrences,
        ..content.clone()
    });
    let entry = payload.entry(&changed, fact::OCCURRENCE_STATE, by)?;
    log::append(conn, now, &entry)?;
    queries::update(conn, &changed, file.version)?;
    certificate::issue::after_edit(conn, &changed, now)?;
    Ok(changed)
}
