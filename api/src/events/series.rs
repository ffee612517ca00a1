//! SQL of series: events that renew each other in other editions.

use super::queries;
use super::stored::StoredFile;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{editions, events};
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::event::SeriesEvent;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;
use std::collections::HashMap;

/// The other events of the series, oldest first: all of them, or those that are public.
pub(super) fn others(
    conn: &mut Conn,
    file: &StoredFile,
    all: bool,
) -> Result<Vec<SeriesEvent>, Error> {
    let series = SqlUuid::from(file.series);
    // Apart from [`of`]: this statement stays prepared.
    let rows: Vec<Row> = events::table
        .inner_join(editions::table)
        .filter(events::series_id.eq(series).or(events::id.eq(series)))
        .filter(events::id.ne(SqlUuid::from(file.id)))
        .order(events::id)
        .select((
            events::id,
            events::series_id,
            events::state,
            events::slug,
            editions::slug,
        ))
        .load(conn)?;
    let members = rows.into_iter().filter_map(member_of);
    Ok(members
        .filter(|(series, member)| *series == file.series && (all || member.state.is_public()))
        .map(|(_, member)| member)
        .collect())
}

/// Identifier and series of an event, its state and slug, and the slug of its edition.
type Row = (SqlUuid, Option<SqlUuid>, String, Option<String>, String);

/// The events of each series, oldest first.
pub(super) fn of(
    conn: &mut Conn,
    series: &[EventId],
) -> Result<HashMap<EventId, Vec<SeriesEvent>>, Error> {
    let wanted: Vec<SqlUuid> = series.iter().copied().map(SqlUuid::from).collect();
    let rows: Vec<Row> = events::table
        .inner_join(editions::table)
        .filter(
            events::series_id
                .eq_any(&wanted)
                .or(events::id.eq_any(&wanted)),
        )
        .order(events::id)
        .select((
            events::id,
            events::series_id,
            events::state,
            events::slug,
            editions::slug,
        ))
        .load(conn)?;
    let mut found: HashMap<EventId, Vec<SeriesEvent>> = HashMap::new();
    for (series, member) in rows.into_iter().filter_map(member_of) {
        found.entry(series).or_default().push(member);
    }
    Ok(found)
}

/// The event of a row, with its series; `None` in a state of a later release.
fn member_of((id, series, state, slug, edition): Row) -> Option<(EventId, SeriesEvent)> {
    let member = SeriesEvent {
        id: id.into(),
        edition,
        state: LabelState::parse(&state)?,
        slug,
    };
    Some((series.unwrap_or(id).into(), member))
}

/// The other events of the series of each of these events, oldest first.
pub(super) fn of_events(
    conn: &mut Conn,
    ids: impl Iterator<Item = EventId>,
) -> Result<HashMap<EventId, Vec<SeriesEvent>>, Error> {
    let rows: Vec<(SqlUuid, Option<SqlUuid>)> = events::table
        .filter(events::id.eq_any(ids.map(SqlUuid::from)))
        .select((events::id, events::series_id))
        .load(conn)?;
    let series: Vec<(EventId, EventId)> = rows
        .into_iter()
        .map(|(id, series)| (id.into(), series.unwrap_or(id).into()))
        .collect();
    let wanted: Vec<EventId> = series.iter().map(|(_, series)| *series).collect();
    let members = of(conn, &wanted)?;
    Ok(series
        .into_iter()
        .filter_map(|(id, series)| {
            let others = members.get(&series)?.iter().filter(|other| other.id != id);
            Some((id, others.cloned().collect()))
        })
        .collect())
}

/// The event of the series in an edition.
pub(super) fn member(
    conn: &mut Conn,
    series: EventId,
    edition: EditionId,
) -> Result<Option<StoredFile>, Error> {
    let found: Option<SqlUuid> = events::table
        .filter(events::series_id.eq(SqlUuid::from(series)))
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .select(events::id)
        .first(conn)
        .optional()?;
    match found {
        Some(id) => queries::find(conn, id.into()),
        None => Ok(None),
    }
}

/// Identifiers of the labelled events of a person in an edition after `after`, in their order, at most `limit`.
pub(super) fn labelled(
    conn: &mut Conn,
    owner: AccountId,
    edition: EditionId,
    after: Option<EventId>,
    limit: i64,
) -> Result<Vec<EventId>, Error> {
    let mut query = events::table
        .filter(events::owner_id.eq(SqlUuid::from(owner)))
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .filter(events::state.eq(LabelState::Labelled.as_str()))
        .order(events::id)
        .limit(limit)
        .select(events::id)
        .into_boxed();
    if let Some(after) = after {
        query = query.filter(events::id.gt(SqlUuid::from(after)));
    }
    let ids: Vec<SqlUuid> = query.load(conn)?;
    Ok(ids.into_iter().map(Into::into).collect())
}
