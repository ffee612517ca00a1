//! The SQL of the catalogue: a full build, and the changes since a version.
//!
//! Both run in one snapshot of the database, so that a version holds exactly the state of the log up to its cursor and is
//! the same on every instance.

use super::rows::CatalogueRow;
use catalogue::{Catalogue, Change, Delta, EditionRecord, OtherIds};
use diesel::dsl::{exists, max};
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    edition_uids, editions, event_changes, event_organisations, event_uids, events, external_ids,
    log as log_rows,
};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use ground::log;
use shared::change::{EDITION_PUT, EVENT_LABELLED};
use shared::edition::Edition;
use shared::id::{EventId, OrganisationId};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// Maximum number of rows per query.
const BATCH: usize = 500;
/// [`BATCH`] in the type of `LIMIT`.
const BATCH_ROWS: i64 = 500;

/// An event with the slug of its edition, whether it is not public until a change is checked, the organisation in whose name it is
/// filed, and the numbers of event and place.
type PublishedRow = (
    CatalogueRow,
    String,
    bool,
    Option<SqlUuid>,
    i64,
    Option<i64>,
);

/// Builds the catalogue from scratch.
///
/// # Errors
///
/// When the database fails, or an edition cannot be read.
pub(super) fn build(conn: &mut Conn) -> Result<Catalogue, Error> {
    let head = log::head(conn)?.map_or(0, |head| head.seq);
    let seen = version(conn)?;
    let mut catalogue = Catalogue::default().recorded(edition_records(conn)?);
    catalogue.apply(Delta {
        cursor: head,
        editions: Some(all_editions(conn)?),
        editions_seq: seen,
        edition_rows: edition_rows(conn, 0)?,
        ..Delta::default()
    });
    let mut after = None;
    loop {
        let batch = seen_events(conn, after)?;
        let Some((last, _)) = batch.last() else {
            return dated(conn, catalogue.finished());
        };
        after = Some(*last);
        let ids: Vec<Uuid> = batch.iter().map(|(id, _)| *id).collect();
        let rows = last_rows(conn, &ids)?;
        let seq = |id: &Uuid| rows.get(id).copied().unwrap_or(0);
        catalogue.apply(Delta {
            labelled: labelling_rows(conn, &ids)?,
            events: batch
                .into_iter()
                .map(|(id, change)| (seq(&id), change))
                .collect(),
            ..Delta::default()
        });
    }
}

/// The state of a version after the rows that were logged since.
#[derive(Debug)]
pub(super) enum Progress {
    /// The log has no row that the version does not contain.
    Same,
    /// Something was logged, but nothing public changes: drafts, accounts, reviews.
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
    let mut repeated = HashSet::new();
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
                "event" if touched.insert(subject.0, seq).is_some() => {
                    repeated.insert(EventId(subject.0));
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
        delta.edition_rows = edition_rows(conn, cursor)?;
    }
    delta.repeated = repeated;
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
    let editions_changed = delta.editions.is_some();
    let next = known.advanced(delta);
    let next = if editions_changed {
        next.recorded(edition_records(conn)?)
    } else {
        next
    };
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

/// The rows after `cursor` that stored each edition, in order, by slug.
fn edition_rows(conn: &mut Conn, cursor: i64) -> Result<BTreeMap<String, Vec<i64>>, Error> {
    let stored: Vec<(i64, SqlUuid)> = log_rows::table
        .filter(log_rows::kind.eq(EDITION_PUT))
        .filter(log_rows::seq.gt(cursor))
        .order(log_rows::seq)
        .select((log_rows::seq, log_rows::subject_id))
        .load(conn)?;
    let slugs: Vec<(SqlUuid, String)> = editions::table
        .select((editions::id, editions::slug))
        .load(conn)?;
    let slugs: HashMap<Uuid, String> = slugs.into_iter().map(|(id, slug)| (id.0, slug)).collect();
    let mut rows: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (seq, id) in stored {
        if let Some(slug) = slugs.get(&id.0) {
            rows.entry(slug.clone()).or_default().push(seq);
        }
    }
    Ok(rows)
}

/// The last log row about each of the events. Identifiers are unique over all kinds of subjects, so that the index alone answers.
fn last_rows(conn: &mut Conn, ids: &[Uuid]) -> Result<HashMap<Uuid, i64>, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid).collect();
    let rows: Vec<(SqlUuid, Option<i64>)> = log_rows::table
        .filter(log_rows::subject_id.eq_any(ids))
        .group_by(log_rows::subject_id)
        .select((log_rows::subject_id, max(log_rows::seq)))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, seq)| Some((id.0, seq?)))
        .collect())
}

/// The log row by which each of the events got its label last.
fn labelling_rows(conn: &mut Conn, ids: &[Uuid]) -> Result<HashMap<EventId, i64>, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid).collect();
    let rows: Vec<(SqlUuid, Option<i64>)> = log_rows::table
        .filter(log_rows::subject_id.eq_any(ids))
        .filter(log_rows::kind.eq(EVENT_LABELLED))
        .group_by(log_rows::subject_id)
        .select((log_rows::subject_id, max(log_rows::seq)))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .filter_map(|(id, seq)| Some((id.into(), seq?)))
        .collect())
}

fn edition_records(conn: &mut Conn) -> Result<BTreeMap<String, EditionRecord>, Error> {
    let rows: Vec<(String, i64, SqlTime, SqlTime)> = editions::table
        .inner_join(edition_uids::table)
        .select((
            editions::slug,
            edition_uids::uid,
            editions::created_at,
            editions::updated_at,
        ))
        .load(conn)?;
    let record = |(slug, uid, created, updated): (String, i64, SqlTime, SqlTime)| {
        let record = EditionRecord {
            uid,
            created_at: created.0,
            updated_at: updated.0,
        };
        (slug, record)
    };
    Ok(rows.into_iter().map(record).collect())
}

/// The identifiers of events in other systems, in the order of the systems.
fn external(
    conn: &mut Conn,
    ids: &[SqlUuid],
) -> Result<HashMap<Uuid, Vec<(String, String)>>, Error> {
    let rows: Vec<(SqlUuid, String, String)> = external_ids::table
        .filter(external_ids::event_id.eq_any(ids.to_vec()))
        .order((external_ids::source, external_ids::external_id))
        .select((
            external_ids::event_id,
            external_ids::source,
            external_ids::external_id,
        ))
        .load(conn)?;
    let mut found: HashMap<Uuid, Vec<(String, String)>> = HashMap::new();
    for (event, source, id) in rows {
        found.entry(event.0).or_default().push((source, id));
    }
    Ok(found)
}

/// The next batch of events that are or were public, by id.
fn seen_events(conn: &mut Conn, after: Option<Uuid>) -> Result<Vec<(Uuid, Change)>, Error> {
    let rows = events::table
        .inner_join(editions::table)
        .inner_join(event_uids::table)
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
            event_uids::uid,
            event_uids::place_uid,
        ))
        .load::<PublishedRow>(conn)?;
    to_changes(conn, rows)
}

/// Those of the events that are or were public.
fn changed_events(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<(Uuid, Change)>, Error> {
    let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid).collect();
    let rows = events::table
        .inner_join(editions::table)
        .inner_join(event_uids::table)
        .left_join(event_organisations::table)
        .filter(events::id.eq_any(ids))
        .filter(events::first_labelled_at.is_not_null())
        .select((
            CatalogueRow::as_select(),
            editions::slug,
            exists(suspended()),
            event_organisations::organisation_id.nullable(),
            event_uids::uid,
            event_uids::place_uid,
        ))
        .load::<PublishedRow>(conn)?;
    to_changes(conn, rows)
}

/// Change of the event at hand that suspends it.
#[diesel::dsl::auto_type(no_type_alias)]
fn suspended() -> _ {
    event_changes::table
        .filter(event_changes::event_id.eq(events::id))
        .filter(event_changes::suspended.eq(1_i32))
}

fn to_changes(conn: &mut Conn, rows: Vec<PublishedRow>) -> Result<Vec<(Uuid, Change)>, Error> {
    let ids: Vec<SqlUuid> = rows.iter().map(|(row, ..)| row.id).collect();
    let mut external = external(conn, &ids)?;
    let change = |(row, edition, suspended, organisation, uid, place_uid): PublishedRow| {
        let organisation = organisation.map(OrganisationId::from);
        let id = row.id.0;
        let ids = OtherIds {
            uid,
            place_uid,
            external: external.remove(&id).unwrap_or_default(),
        };
        (id, row.change(edition, suspended, organisation, ids))
    };
    Ok(rows.into_iter().map(change).collect())
}
