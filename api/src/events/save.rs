//! Saving the form of an event submission.

use super::file::{Beside, respond};
use super::pointers::below;
use super::scope::{capacities, editable, edited, within_key};
use super::stored::StoredFile;
use super::upload_check::UploadCheck;
use super::{correction, places, queries, quota};
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::event::{EventFile, EventForm};
use shared::id::EventId;
use std::sync::Arc;

/// Save an event draft
///
/// Saves the form as it is, complete or not: its errors are listed in the response. Only a form that cannot be stored at all
/// (NUL characters, texts of tens of thousands of characters, an image or document that was never uploaded, an answer to an additional
/// field that the edition does not ask for beside the other answers) is rejected with 422. A
/// form in correction may change what the request names, and what depends on it (422 `field_locked` at any other field). A
/// submitted or labelled event is read-only (409 `file_locked`, with the allowed actions). When the event has changed since
/// it was read, nothing is saved (412), and `ETag` is the current version.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version that was read, from `ETag`")
    ),
    request_body = EventForm,
    responses(
        (status = 200, description = "Saved event submission; `ETag` is its new version", body = EventFile),
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
    Arrival(now): Arrival,
    body: Body<EventForm>,
) -> Result<HttpResponse, ApiError> {
    let id = id.into_inner();
    let form = body.into_inner();
    form.check_storable().map_err(Error::invalid)?;
    let check = UploadCheck::new(images, now);
    let form = Arc::new(form);
    let save = async || {
        let (actor, check) = (actor.clone(), check.clone());
        let (expected, form) = (expected.clone(), Arc::clone(&form));
        let save = move |conn: &mut Conn| {
            let file = edited(conn, &actor, id)?;
            editable(&actor, &file)?;
            expected.check(file.version)?;
            let form = EventForm::clone(&form);
            let file = replace(conn, &check, &actor, file, form, "", now)?;
            let beside = Beside::of(conn, &file, &capacities(&actor, &file), now)?;
            Ok::<_, Error>((file, beside))
        };
        services.db.write(save).await
    };
    let (file, beside) = check.run(save).await?;
    Ok(respond(&beside.shown(
        &file,
        &capacities(&actor, &file),
        now,
    )))
}

/// Replaces the form of an event that its owner may edit now.
///
/// `prefix` is the pointer to the form in the body of the request. To be called from what [`UploadCheck::run`] runs.
///
/// # Errors
///
/// `too_many_requests`, or `invalid` when the image of the form was never uploaded, or the edition does not ask for one of the
/// answers to additional fields.
pub(super) fn replace(
    conn: &mut Conn,
    check: &UploadCheck,
    actor: &Actor,
    mut file: StoredFile,
    form: EventForm,
    prefix: &str,
    now: DateTime<Utc>,
) -> Result<StoredFile, Error> {
    within_key(actor, &file.edition.slug, &form, prefix)?;
    quota::count_write(conn, actor, now)?;
    correction::ensure_open(conn, &file, &form, prefix, now)?;
    form.check_answers(&file.edition, Some(&file.form))
        .map_err(|faults| Error::invalid(below(prefix, faults)))?;
    let missing = check.missing(&form, Some(&file.form))?;
    if !missing.is_empty() {
        return Err(Error::invalid(below(prefix, missing)));
    }
    let (read, before) = (file.version, file.place_and_time());
    file.form = form;
    file.version += 1;
    file.updated_at = now;
    queries::update_form(conn, &file, read)?;
    // Most saves change a text: the index of places stays as it is.
    if file.place_and_time() != before {
        places::store(conn, &file)?;
    }
    Ok(file)
}
