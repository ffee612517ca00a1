//! Uploaded pictures and documents of forms: how many may be uploaded, and which are in use.

use super::rows::ROWS_AT_ONCE;
use anyhow::Context as _;
use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{editions, event_changes, events};
use ground::db::types::{SqlJson, SqlUuid};
use ground::error::Error;
use http::Services;
use http::limits::Limit;
use serde_json::{Map, Value};
use shared::event::{DocumentId, ImageId};
use std::collections::HashSet;

/// Rate limit of uploads: more than anybody needs in an hour, and no more than a machine decodes in a minute.
pub(crate) const UPLOAD: Limit = Limit {
    what: "upload_image",
    window: Duration::hours(1),
    per_person: 60,
    per_machine: 600,
};

/// [`images`], for a sweep.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn images_in_use(
    services: &Services,
    _oldest: DateTime<Utc>,
) -> Result<HashSet<ImageId>, Error> {
    services.db.read_now(images)
}

/// [`documents`], for a sweep.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn documents_in_use(
    services: &Services,
    _oldest: DateTime<Utc>,
) -> Result<HashSet<DocumentId>, Error> {
    services.db.read_now(documents)
}

/// Identifiers of all images in use: in the forms, in the submitted contents, in the changes of labelled events, and as logos of the
/// partners of editions.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn images(conn: &mut Conn) -> Result<HashSet<ImageId>, Error> {
    let mut found = HashSet::new();
    for_each(conn, |stored| {
        // Of a form, and of a content.
        let names = ["/image/file/id", "/image/id"].map(|place| stored.pointer(place));
        let names = names.into_iter().flatten().filter_map(Value::as_str);
        found.extend(names.filter_map(|id| ImageId::parse(id).ok()));
    })?;
    let editions: Vec<SqlJson> = editions::table.select(editions::data).load(conn)?;
    for data in editions {
        let edition: Value = data.read()?;
        let partners = edition.get("partners").and_then(Value::as_array);
        let logos = partners.into_iter().flatten();
        let names = logos.filter_map(|partner| partner.pointer("/logo/image/id")?.as_str());
        found.extend(names.filter_map(|id| ImageId::parse(id).ok()));
    }
    Ok(found)
}

/// Identifiers of all documents in use, in the same places.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn documents(conn: &mut Conn) -> Result<HashSet<DocumentId>, Error> {
    let mut found = HashSet::new();
    for_each(conn, |stored| {
        let answers = stored.get("additional").and_then(Value::as_object);
        let names = answers.into_iter().flat_map(Map::values);
        let names = names.filter_map(|answer| answer.get("id")?.as_str());
        found.extend(names.filter_map(|id| DocumentId::parse(id).ok()));
    })?;
    Ok(found)
}

/// Reads every form and content of an event, and every form of a change.
fn for_each(conn: &mut Conn, mut read: impl FnMut(&Value)) -> Result<(), Error> {
    let limit = i64::try_from(ROWS_AT_ONCE).context("rows of one statement")?;
    of_events(conn, limit, &mut read)?;
    of_changes(conn, limit, &mut read)
}

fn of_events(conn: &mut Conn, limit: i64, read: &mut impl FnMut(&Value)) -> Result<(), Error> {
    let mut after: Option<SqlUuid> = None;
    loop {
        let mut query = events::table
            .order(events::id)
            .limit(limit)
            .select((events::id, events::form, events::content))
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(events::id.gt(after));
        }
        let rows: Vec<(SqlUuid, SqlJson, Option<SqlJson>)> = query.load(conn)?;
        let Some((last, ..)) = rows.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (_, form, content) in &rows {
            for stored in [Some(form), content.as_ref()].into_iter().flatten() {
                read(&stored.read()?);
            }
        }
    }
}

fn of_changes(conn: &mut Conn, limit: i64, read: &mut impl FnMut(&Value)) -> Result<(), Error> {
    let mut after: Option<SqlUuid> = None;
    loop {
        let mut query = event_changes::table
            .order(event_changes::event_id)
            .limit(limit)
            .select((
                event_changes::event_id,
                event_changes::form,
                event_changes::submitted,
            ))
            .into_boxed();
        if let Some(after) = after {
            query = query.filter(event_changes::event_id.gt(after));
        }
        let rows: Vec<(SqlUuid, Option<SqlJson>, Option<SqlJson>)> = query.load(conn)?;
        let Some((last, ..)) = rows.last() else {
            return Ok(());
        };
        after = Some(*last);
        for (_, form, submitted) in &rows {
            for stored in [form, submitted].into_iter().flatten() {
                read(&stored.read()?);
            }
        }
    }
}
