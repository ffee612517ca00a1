//! Responses about the changes of a labelled event.

use super::status::labelled;
use super::stored::StoredChange;
use crate::events::commune::commune_of;
use crate::events::file::present;
use crate::events::stored::StoredFile;
use actix_web::HttpResponse;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::etag;
use shared::event::EventChange;
use shared::label;

/// The change as its organisers see it.
pub(super) fn of(
    conn: &mut Conn,
    file: &StoredFile,
    change: &StoredChange,
    capacities: &[label::Actor],
    now: DateTime<Utc>,
) -> Result<EventChange, Error> {
    let form = change.wanted(&file.form);
    let (commune, before) = (commune_of(&form), commune_of(&file.form));
    let event = labelled(file, before.as_ref());
    Ok(EventChange {
        version: change.version,
        validation: event.validate(&form, commune.as_ref(), now),
        plan: event.plan(&form, commune.as_ref()),
        file: present(conn, file, capacities, now)?,
        commune,
        form,
    })
}

/// Response with a change, and its version as `ETag`.
pub(super) fn respond(change: &EventChange) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header(header::ETag(etag::of_version(change.version)))
        .json(change)
}
