//! The SQL of the index: a full build, and the changes since a version. Both run in one snapshot of the database.

use super::entry::{Entry, Reviewers, Stored};
use super::index::{Changes, Index};
use super::{marks, reviewers};
use crate::editions::queries as edition_queries;
use crate::events::commune::commune_of;
use crate::sharing::{assignments, fact};
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::schema::{duplicate_marks, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::db::{Conn, cached_list};
use ground::error::Error;
use ground::log;
use shared::edition::Edition;
use shared::event::{DuplicateVerdict, EventForm};
use shared::id::{EditionId, EventId, ReviewGroupId};
use shared::label::{LabelState, QueueMarks, QueueQuery};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use uuid::Uuid;

/// Maximum number of rows per query.
const BATCH: usize = 500;
/// [`BATCH`] in the type of `LIMIT`.
const BATCH_ROWS: i64 = 500;

/// The columns of an event that the queue reads.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
struct QueueRow {
    id: SqlUuid,
    edition_id: SqlUuid,
    state: String,
    form: SqlJson,
    content: Option<SqlJson>,
    version: i32,
    submitted_at: Option<SqlTime>,
    due_at: Option<SqlTime>,
    decided_at: Option<SqlTime>,
}

type Editions = HashMap<EditionId, Arc<Edition>>;

/// The version that contains the log as it is; `None` when `known` does.
///
/// # Errors
///
/// When the database fails, or an edition cannot be read.
pub(super) fn current(conn: &mut Conn, known: Option<&Index>) -> Result<Option<Index>, Error> {
    let Some(known) = known else {
        return build(conn).map(Some);
    };
    let (mut cursor, mut touched) = (known.cursor, HashSet::new());
    let mut groups = HashSet::new();
    loop {
        let rows = log::since(conn, cursor, BATCH_ROWS)?;
        let Some(last) = rows.last() else { break };
        cursor = last.seq;
        for row in rows {
            match row.subject_kind.as_str() {
                "event" => {
                    touched.insert(row.subject_id);
                }
                // The name of a group is that of its files.
                fact::GROUP_SUBJECT => {
                    groups.insert(ReviewGroupId(row.subject_id));
                }
                // Rules and vocabularies of every file may be others.
                "edition" => return build(conn).map(Some),
                _ => {}
            }
        }
    }
    if cursor == known.cursor {
        return Ok(None);
    }
    for group in groups {
        let files = assignments::in_group(conn, group)?;
        touched.extend(files.into_iter().map(|event| event.0));
    }
    let touched: Vec<Uuid> = touched.into_iter().collect();
    let editions = all_editions(conn)?;
    let mut changes = Changes {
        cursor,
        ..Changes::default()
    };
    for ids in touched.chunks(BATCH) {
        let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid).collect();
        let rows = events::table
            .filter(events::id.eq_any(ids.iter().copied()))
            .select(QueueRow::as_select());
        let rows: Vec<QueueRow> = cached_list(ids.len(), rows).load(conn)?;
        changes.distinct.extend(distinct_among(conn, &ids)?);
        let mut found = entries(conn, rows, &editions)?;
        for id in ids {
            let id = EventId::from(id);
            changes.events.push((id, found.remove(&id)));
        }
    }
    Ok(Some(known.advanced(changes)))
}

/// The index of the whole database.
fn build(conn: &mut Conn) -> Result<Index, Error> {
    let head = log::head(conn)?.map_or(0, |head| head.seq);
    let editions = all_editions(conn)?;
    let slugs: BTreeSet<String> = editions
        .values()
        .map(|edition| edition.slug.clone())
        .collect();
    let mut index = Index::new(head, slugs);
    Arc::make_mut(&mut index.duplicates).say(&HashSet::new(), all_distinct(conn)?);
    let listed: Vec<&str> = LabelState::ALL
        .iter()
        .filter(|state| QueueQuery::has_state(**state))
        .map(|state| state.as_str())
        .collect();
    let mut after = SqlUuid(Uuid::nil());
    loop {
        let rows = events::table
            .filter(events::state.eq_any(listed.iter().copied()))
            .filter(events::id.gt(after))
            .order(events::id)
            .limit(BATCH_ROWS)
            .select(QueueRow::as_select())
            .load(conn)?;
        let Some(last) = rows.last() else {
            tracing::debug!(log.seq = head, files = index.len(), "queue built");
            return Ok(index);
        };
        after = last.id;
        for (id, entry) in entries(conn, rows, &editions)? {
            index.add(id, entry);
        }
    }
}

fn all_editions(conn: &mut Conn) -> Result<Editions, Error> {
    Ok(edition_queries::all(conn)?.into_iter().collect())
}

/// The files of rows, without those that are not in the queue. An unreadable row is logged and left out, so that it does not
/// hide the others.
fn entries(
    conn: &mut Conn,
    rows: Vec<QueueRow>,
    editions: &Editions,
) -> Result<HashMap<EventId, Entry>, Error> {
    let ids: Vec<EventId> = rows.iter().map(|row| row.id.into()).collect();
    let marks = marks::of_events(conn, &ids)?;
    let mut reviewers = reviewers::of(conn, &ids)?;
    let mut found = HashMap::new();
    for row in rows {
        let id = EventId::from(row.id);
        let reviewers = reviewers.remove(&id).unwrap_or_default();
        match row.into_entry(editions, marks.of(id), reviewers) {
            Ok(entry) => found.extend(entry.map(|entry| (id, entry))),
            Err(error) => {
                tracing::error!(event.id = %id, error = format!("{error:#}"), "a file of the queue cannot be read");
            }
        }
    }
    Ok(found)
}

impl QueueRow {
    /// The file; `None` for one that is not in the queue.
    fn into_entry(
        self,
        editions: &Editions,
        marks: QueueMarks,
        reviewers: Reviewers,
    ) -> anyhow::Result<Option<Entry>> {
        let state = LabelState::parse(&self.state).context("state")?;
        if !QueueQuery::has_state(state) {
            return Ok(None);
        }
        let form: EventForm = self.form.read().context("form")?;
        let edition_id = EditionId::from(self.edition_id);
        let edition = editions.get(&edition_id).context("edition")?;
        Ok(Some(Entry::of(Stored {
            id: self.id.into(),
            version: self.version,
            state,
            submitted_at: self.submitted_at.context("time of submission")?.0,
            due_at: self.due_at.map(|due| due.0),
            decided_at: self.decided_at.map(|at| at.0),
            commune: commune_of(&form).as_ref(),
            form: &form,
            content: self
                .content
                .context("no content")?
                .read()
                .context("content")?,
            edition,
            reviewers,
            marks,
        })))
    }
}

type Pair = (SqlUuid, SqlUuid);

fn pairs(rows: Vec<Pair>) -> impl Iterator<Item = (EventId, EventId)> {
    rows.into_iter()
        .map(|(one, other)| (one.into(), other.into()))
}

/// All pairs of which a person has said that they are two events.
fn all_distinct(conn: &mut Conn) -> Result<Vec<(EventId, EventId)>, Error> {
    let rows: Vec<Pair> = duplicate_marks::table
        .filter(duplicate_marks::verdict.eq(DuplicateVerdict::Distinct.as_str()))
        .select((duplicate_marks::event_id, duplicate_marks::other_id))
        .load(conn)?;
    Ok(pairs(rows).collect())
}

/// The same, of these events.
fn distinct_among(conn: &mut Conn, ids: &[SqlUuid]) -> Result<Vec<(EventId, EventId)>, Error> {
    let distinct = duplicate_marks::table
        .filter(duplicate_marks::verdict.eq(DuplicateVerdict::Distinct.as_str()))
        .filter(
            duplicate_marks::event_id
                .eq_any(ids.iter().copied())
                .or(duplicate_marks::other_id.eq_any(ids.iter().copied())),
        )
        .select((duplicate_marks::event_id, duplicate_marks::other_id));
    let rows: Vec<Pair> = cached_list(ids.len(), distinct).load(conn)?;
    Ok(pairs(rows).collect())
}
