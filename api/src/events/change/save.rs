//! Saving the change of a labelled event.

use super::stored::Edit;
use super::{present, queries};
use crate::events::quota;
use crate::events::scope::{capacities, changeable, edited, within_key};
use crate::events::upload_check::UploadCheck;
use crate::images::Images;
use actix_web::web::{Data, Path};
use actix_web::{HttpResponse, put};
use ground::db::Conn;
use ground::error::Error;
use http::ApiError;
use http::Services;
use http::etag::Expected;
use http::problems::ConditionalRefusals;
use http::{Actor, Arrival, Body};
use shared::event::{EventChange, EventForm};
use shared::id::EventId;
use std::sync::Arc;

/// Save the change of a labelled event
///
/// Saves the form as it is, complete or not; its errors are listed in the response. Nothing of it is public, and a change that waits
/// for its check stays as it was submitted. Rejected as a draft is (422), and with 409 `file_locked` for an event that is not
/// labelled. When the change was saved since it was read, nothing is saved (412), and `ETag` is the current version.
#[utoipa::path(
    tag = "events",
    params(
        ("id" = EventId, Path, description = "Identifier of the event"),
        ("If-Match" = String, Header, description = "Version of the change that was read, from `ETag`")
    ),
    request_body = EventForm,
    responses(
        (status = 200, description = "Saved change; `ETag` is its new version", body = EventChange),
        ConditionalRefusals
    )
)]
#[put("/events/{id}/change")]
pub(super) async fn save_change(
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
            changeable(&actor, &file)?;
            let mut change = queries::find(conn, id)?;
            expected.check(change.version)?;
            within_key(&actor, &file.edition.slug, &form, "")?;
            quota::count_write(conn, &actor, now)?;
            let wanted = change.wanted(&file.form);
            form.check_answers(&file.edition, Some(&wanted))
                .map_err(Error::invalid)?;
            let missing = check.missing(&form, Some(&wanted))?;
            if !missing.is_empty() {
                return Err(Error::invalid(missing));
            }
            let submitted = change.waiting.as_ref().map_or_else(
                || file.form.clone(),
                |waiting| waiting.edit.over(&file.form),
            );
            change.draft = (*form != submitted).then(|| Edit {
                fields: file.form.differences(&form),
                form: EventForm::clone(&form),
            });
            let change = queries::store(conn, change, now)?;
            present::of(conn, &file, &change, &capacities(&actor, &file), now)
        };
        services.db.write(save).await
    };
    Ok(present::respond(&check.run(save).await?))
}
