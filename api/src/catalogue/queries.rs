//! The SQL of the catalogue: a full build, and the changes since a version.
//!
//! Both run in one snapshot of the database, so that a version holds exactly the state of the log up to its cursor and is
//! the same on every instance.

use super::rows::CatalogueRow;
use catalogue::{Catalogue, Change, Delta};
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{editions, event_changes, event_organisations, events, log as log_rows};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::log;
use shared::edition::Edition;
use shared::id::OrganisationId;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Maximum number of rows per query.
const BATCH: usize = 500;
/// [`BATCH`] in the type of `LIMIT`.
const BATCH_ROWS: i64 = 500;

/// An event with the slug of its edition, whether it is not public until a change is checked, and the organisation in whose name it is
/// filed.
type PublishedRow = (CatalogueRow, String, bool, Option<SqlUuid>);

/// Builds the catalogue from scratch.
///
/// # Errors
///
/// When the database fails, or an edition cannot be read.
pub(super) fn build(conn: &mut Conn) -> Result<Catalogue, Error> {
    let head = log::head(conn)?.map_or(0, |head| head.seq);
    let seen = version(conn)?;
    let mut catalogue = Catalogue::default();
    catalogue.apply(Delta {
        cursor: head,
        editions: Some(all_editions(conn)?),
        editions_seq: seen,
        events: Vec::new(),
    });
    let mut after = None;
    loop {
        let batch = seen_events(conn, after)?;
        let Some((last, _)) = batch.last() else {
            return dated(conn, catalogue.finished());
        };
        after = Some(*last);
        catalogue.apply(Delta {
            events: batch.into_iter().map(|(_, change)| (0, change)).collect(),
            ..Delta::default()
        });
    }
}

/// The state of a version after the rows that were logged since.
#[derive(Debug)]
pub(super) enum Progress {
    /// Nothing was logged.
    Same,
    /// What was logged changes nothing public: drafts, accounts, reviews.
    Unaffected,
    Changed(Box<Catalogue>),
}

/// The changes of public content that were logged after `cursor`; `None` when nothing was logged.
///
/// # Errors
///
/// As [`build`].
fn since(conn: &mut Conn, cursor: i64) -> Result<Option<Delta>, Error> {
    let mut delta = Delta {
        cursor,
        ..Delta::default()
    };
    let mut touched: BTreeMap<Uuid, i64> = BTreeMap::new();
    loop {
        let rows: Vec<(i64, String, SqlUuid)> = log_rows::table
            .filter(log_rows::seq.gt(delta.cursor))
            .order(log_rows::seq)
            .limit(BATCH_ROWS)
            .select((log_rows::seq, log_rows::subject_kind, log_rows::subject_id))
            .load(conn)?;
        let Some((last, ..)) = rows.last() else { break };
        delta.cursor = *last;
        for (seq, kind, subject) in rows {
            match kind.as_str() {
                "event" => {
                    touched.insert(subject.0, seq);
                }
                "edition" => delta.editions_seq = seq,
                _ => {}
            }
        }
    }
    if delta.cursor == cursor {
        return Ok(None);
    }
    if delta.editions_seq > 0 {
        delta.editions = Some(all_editions(conn)?);
    }
    let ids: Vec<Uuid> = touched.keys().copied().collect();
    for ids in ids.chunks(BATCH) {
        for (id, change) in changed_events(conn, ids)? {
            let seq = touched.get(&id).copied().unwrap_or(delta.cursor);
            delta.events.push((seq, change));
        }
    }
    Ok(Some(delta))
}

/// Advances `known`, which contains the log up to `cursor`.
///
/// # Errors
///
/// As [`build`].
pub(super) fn advanced(conn: &mut Conn, known: &Catalogue, cursor: i64) -> Result<Progress, Error> {
    let Some(delta) = since(conn, cursor)? else {
        return Ok(Progress::Same);
    };
    // A new version is a copy of the whole catalogue, and most writes are drafts and saves.
    if delta.editions.is_none() && delta.events.is_empty() {
        return Ok(Progress::Unaffected);
    }
    let next = known.advanced(delta);
    let next = if next.version() == known.version() {
        next
    } else {
        dated(conn, next)?
    };
    Ok(Progress::Changed(Box::new(next)))
}

/// Sets the time at which the last change of the version was logged.
///
/// # Errors
///
/// When the database fails.
fn dated(conn: &mut Conn, catalogue: Catalogue) -> Result<Catalogue, Error> {
    let at: Option<SqlTime> = log_rows::table
        .find(catalogue.version())
        .select(log_rows::at)
        .first(conn)
        .optional()?;
    Ok(match at {
        Some(SqlTime(at)) => catalogue.changed(at),
        None => catalogue,
    })
}

/// Sequence number of the last log row that affects public events.
fn version(conn: &mut Conn) -> Result<i64, Error> {
    let seen = events::table
        .filter(events::first_labelled_at.is_not_null())
        .select(events::id);
    let about_event = log_rows::subject_kind
        .eq("event")
        .and(log_rows::subject_id.eq_any(seen));
    let last: Option<i64> = log_rows::table
        .filter(log_rows::subject_kind.eq("edition").or(about_event))
        .select(max(log_rows::seq))
        .first(conn)?;
    Ok(last.unwrap_or(0))
}

fn all_editions(conn: &mut Conn) -> Result<Vec<Edition>, Error> {
    let rows: Vec<SqlJson> = editions::table.select(editions::data).load(conn)?;
    rows.into_iter()
        .map(|data| data.read().map_err(Error::from))
        .collect()
}

/// The next batch of events that are or were public, by id.
fn seen_events(conn: &mut Conn, after: Option<Uuid>) -> Result<Vec<(Uuid, Change)>, Error> {
    let rows = events::table
        .inner_join(editions::table)
        .left_join(event_organisations::table)
        .filter(events::first_labelled_at.is_not_null())
        .filter(events::id.gt(SqlUuid(after.unwrap_or_default())))
        .order(events::id)
        .limit(BATCH_ROWS)
        .select((
            CatalogueRow::as_select(),
            editions::slug,
            exists(suspended()),
            event_organisations::organisation_id.nullable(),
        ))
        .load::<PublishedRow>(conn)?;
    Ok(rows.into_iter().map(to_change).collect())
}

/// Those of the events that are or were public.
fn changed_events(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<(Uuid, Change)>, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid).collect();
    let rows = events::table
        .inner_join(editions::table)
        .left_join(event_organisations::table)
        .filter(events::id.eq_any(ids))
        .filter(events::first_labelled_at.is_not_null())
        .select((
            CatalogueRow::as_select(),
            editions::slug,
            exists(suspended()),
            event_organisations::organisation_id.nullable(),
        ))
        .load::<PublishedRow>(conn)?;
    Ok(rows.into_iter().map(to_change).collect())
}

/// Change of the event at hand that suspends it.
#[diesel::dsl::auto_type(no_type_alias)]
fn suspended() -> _ {
    event_changes::table
        .filter(event_changes::event_id.eq(events::id))
        .filter(event_changes::suspended.eq(1_i32))
}

fn to_change((row, edition, suspended, organisation): PublishedRow) -> (Uuid, Change) {
    let organisation = organisation.map(OrganisationId::from);
    (row.id.0, row.change(edition, suspended, organisation))
}
