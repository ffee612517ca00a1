//! Reads editions with the events of each.

use crate::editions::queries;
use crate::events::commune::commune_of;
use anyhow::Context as _;
use diesel::dsl::count_star;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{event_changes, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use http::Slug;
use shared::edition::Edition;
use shared::event::{EventForm, LifeStatus};
use shared::id::{EditionId, EventId};
use shared::label::LabelState;
use shared::place::Commune;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Number of events that are read at a time.
const BATCH: i64 = 500;

/// An edition as stored.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) id: EditionId,
    pub(super) version: i32,
    pub(super) edition: Arc<Edition>,
}

/// An event of an edition, with the columns on which the effects of a change depend.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
struct EventRow {
    id: SqlUuid,
    state: String,
    life_status: String,
    title: String,
    form: SqlJson,
    submitted_at: Option<SqlTime>,
    review_clock: Option<SqlJson>,
}

/// An event of an edition.
#[derive(Debug)]
pub(super) struct Event {
    pub(super) id: EventId,
    pub(super) state: LabelState,
    pub(super) cancelled: bool,
    pub(super) title: String,
    pub(super) form: EventForm,
    pub(super) commune: Option<Commune>,
    pub(super) submitted_at: Option<chrono::DateTime<chrono::Utc>>,
    pub(super) clock: Option<shared::calendar::ReviewClock>,
    /// Unsubmitted change of a labelled event.
    pub(super) change: Option<(EventForm, Option<Commune>)>,
}

pub(super) fn stored(conn: &mut Conn, slug: &Slug) -> Result<Option<Stored>, Error> {
    let found = queries::versioned(conn, slug)?;
    Ok(found.map(|(id, version, edition)| Stored {
        id,
        version,
        edition,
    }))
}

/// Number of events of an edition, in every state.
pub(super) fn number_of_events(conn: &mut Conn, id: EditionId) -> Result<u64, Error> {
    let number: i64 = events::table
        .filter(events::edition_id.eq(SqlUuid::from(id)))
        .select(count_star())
        .first(conn)?;
    Ok(number.unsigned_abs())
}

/// The number of events of each edition that has any.
pub(super) fn numbers_of_events(conn: &mut Conn) -> Result<HashMap<EditionId, u64>, Error> {
    let rows: Vec<(SqlUuid, i64)> = events::table
        .group_by(events::edition_id)
        .select((events::edition_id, count_star()))
        .load(conn)?;
    let number = |(id, number): (SqlUuid, i64)| (id.into(), number.unsigned_abs());
    Ok(rows.into_iter().map(number).collect())
}

/// Passes every event of an edition to `each`, by identifier; with its unsubmitted change, if `with_changes`.
pub(super) fn for_each_event(
    conn: &mut Conn,
    edition: EditionId,
    with_changes: bool,
    mut each: impl FnMut(Event),
) -> Result<(), Error> {
    let mut after = SqlUuid(Uuid::nil());
    loop {
        let rows = events::table
            .filter(events::edition_id.eq(SqlUuid::from(edition)))
            .filter(events::id.gt(after))
            .order(events::id)
            .limit(BATCH)
            .select(EventRow::as_select())
            .load(conn)?;
        let Some(last) = rows.last() else {
            return Ok(());
        };
        after = last.id;
        let mut changes = if with_changes {
            changes_of(conn, rows.iter().map(|row| row.id))?
        } else {
            HashMap::new()
        };
        for row in rows {
            let change = changes.remove(&row.id.into());
            let id = row.id.0;
            each(row.read(change).with_context(|| format!("event {id}"))?);
        }
    }
}

/// The unsubmitted changes of events.
fn changes_of(
    conn: &mut Conn,
    ids: impl Iterator<Item = SqlUuid>,
) -> Result<HashMap<EventId, SqlJson>, Error> {
    let rows: Vec<(SqlUuid, Option<SqlJson>)> = event_changes::table
        .filter(event_changes::event_id.eq_any(ids))
        .filter(event_changes::form.is_not_null())
        .select((event_changes::event_id, event_changes::form))
        .load(conn)?;
    let form = |(id, form): (SqlUuid, Option<SqlJson>)| Some((id.into(), form?));
    Ok(rows.into_iter().filter_map(form).collect())
}

impl EventRow {
    fn read(self, change: Option<SqlJson>) -> anyhow::Result<Event> {
        let form: EventForm = self.form.read().context("form")?;
        let change: Option<EventForm> = change.map(|form| form.read()).transpose()?;
        Ok(Event {
            id: self.id.into(),
            state: LabelState::parse(&self.state).context("state")?,
            cancelled: self.life_status == LifeStatus::Cancelled.as_str(),
            title: self.title,
            commune: commune_of(&form),
            form,
            submitted_at: self.submitted_at.map(|at| at.0),
            clock: self
                .review_clock
                .map(|clock| clock.read())
                .transpose()
                .context("review clock")?,
            change: change.map(|form| {
                let commune = commune_of(&form);
                (form, commune)
            }),
        })
    }
}
