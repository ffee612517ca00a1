//! SQL of likely duplicates.

use crate::events::stored::StoredFile;
use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{duplicate_marks, event_places, events};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::db::{Conn, cached, cached_list};
use ground::error::Error;
use http::Actor;
use shared::event::{DuplicateVerdict, EventForm, PlaceAndTime};
use shared::id::{AccountId, EventId};
use shared::label::LabelState;
use shared::place::{DepartmentCode, RegionCode};
use std::collections::HashMap;

/// States of an event that may be the same as another; a refused or withdrawn one is not in its way.
const COMPARED: [LabelState; 4] = [
    LabelState::Draft,
    LabelState::Submitted,
    LabelState::CorrectionRequested,
    LabelState::Labelled,
];
/// Maximum number of events that are compared by title.
const CANDIDATES_MAX: usize = 2_000;
/// [`CANDIDATES_MAX`] in the type of `LIMIT`.
const CANDIDATES_MAX_ROWS: i64 = 2_000;

/// An event that is near in place and time.
#[derive(Debug)]
pub(super) struct Candidate {
    pub(super) id: EventId,
    owner: AccountId,
    state: LabelState,
    department: Option<DepartmentCode>,
    region: Option<RegionCode>,
    /// Title, at most 140 characters.
    pub(super) title: String,
}

type Row = (
    SqlUuid,
    SqlUuid,
    String,
    Option<String>,
    Option<String>,
    String,
);

impl Candidate {
    fn of((id, owner, state, department, region, title): Row) -> Result<Self, Error> {
        let describe = || format!("event {}", id.0);
        Ok(Self {
            id: id.into(),
            owner: owner.into(),
            state: LabelState::parse(&state).with_context(describe)?,
            department: department.and_then(|code| DepartmentCode::parse(&code).ok()),
            region: region.and_then(|code| RegionCode::parse(&code).ok()),
            title,
        })
    }

    /// True when the event is public, or the caller's own: a conflict of interest does not hide it.
    pub(super) fn is_everyones(&self, actor: &Actor) -> bool {
        self.state.is_public() || actor.owns(self.owner)
    }

    /// True when the caller may see the event: it is public or their own, or was submitted within their reach.
    pub(super) fn is_seen_by(&self, actor: &Actor) -> bool {
        let reached = || {
            actor
                .reaches(self.department.as_ref(), self.region.as_ref())
                .is_some()
        };
        self.state.is_public()
            || actor.owns(self.owner)
            || (self.state != LabelState::Draft && reached())
    }
}

/// The other events of the edition in the same commune or a cell around, between the same begin and end.
pub(super) fn candidates(
    conn: &mut Conn,
    file: &StoredFile,
    near: &PlaceAndTime,
) -> Result<Vec<Candidate>, Error> {
    let (Some(begin), Some(end)) = (near.begin(), near.end()) else {
        return Ok(Vec::new());
    };
    let during = || {
        event_places::table
            .inner_join(events::table)
            .filter(event_places::edition_id.eq(SqlUuid::from(file.edition_id)))
            .filter(event_places::begins_at.lt(SqlTime::from(end)))
            .filter(event_places::ends_at.gt(SqlTime::from(begin)))
            .filter(event_places::event_id.ne(SqlUuid::from(file.id)))
            .filter(events::state.eq_any(COMPARED.map(LabelState::as_str)))
            .select((
                events::id,
                events::owner_id,
                events::state,
                events::department,
                events::region,
                events::title,
            ))
            .limit(CANDIDATES_MAX_ROWS)
    };
    let mut rows: Vec<Row> = Vec::new();
    if let Some(commune) = &near.commune {
        let there = during().filter(event_places::commune.eq(commune.to_string()));
        rows.extend(cached(there).load::<Row>(conn)?);
    }
    let cells = near.cells_around();
    if !cells.is_empty() {
        // Their rows are long, and those of the commune are read already, unless there were too many.
        let read = match &near.commune {
            Some(commune) if rows.len() < CANDIDATES_MAX => commune.to_string(),
            Some(_) | None => String::new(),
        };
        let elsewhere = event_places::commune
            .is_null()
            .or(event_places::commune.ne(read));
        let number = cells.len();
        let there = during()
            .filter(event_places::cell.eq_any(cells))
            .filter(elsewhere);
        rows.extend(cached_list(number, there).load::<Row>(conn)?);
    }
    rows.sort_unstable_by_key(|row| row.0.0);
    rows.dedup_by_key(|row| row.0.0);
    rows.into_iter().map(Candidate::of).collect()
}

/// An event with a title that is alike, as far as the list shows it.
#[derive(Debug)]
pub(super) struct Alike {
    pub(super) owner: AccountId,
    pub(super) state: LabelState,
    pub(super) slug: Option<String>,
    pub(super) form: EventForm,
    /// Title as submitted, or as last saved while the form is editable.
    pub(super) title: String,
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
struct AlikeRow {
    id: SqlUuid,
    owner_id: SqlUuid,
    slug: Option<String>,
    state: String,
    form: SqlJson,
    title: String,
}

impl AlikeRow {
    fn into_alike(self) -> anyhow::Result<(EventId, Alike)> {
        let Self {
            id,
            owner_id,
            slug,
            state,
            form,
            title,
        } = self;
        let describe = || format!("event {}", id.0);
        let form: EventForm = form.read().with_context(describe)?;
        let state = LabelState::parse(&state).with_context(describe)?;
        let alike = Alike {
            owner: owner_id.into(),
            state,
            slug,
            // The column has no more than what a submission may have.
            title: if state.is_editable() {
                form.title.trim().to_owned()
            } else {
                title
            },
            form,
        };
        Ok((id.into(), alike))
    }
}

/// The events with these identifiers, as far as the list shows them.
pub(super) fn alike(conn: &mut Conn, ids: &[EventId]) -> Result<HashMap<EventId, Alike>, Error> {
    let rows = events::table
        .filter(events::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .select(AlikeRow::as_select());
    let rows: Vec<AlikeRow> = cached_list(ids.len(), rows).load(conn)?;
    let found = rows.into_iter().map(AlikeRow::into_alike);
    Ok(found.collect::<anyhow::Result<_>>()?)
}

/// Statements of people about the event and others: the same event, or another one.
pub(super) fn verdicts(
    conn: &mut Conn,
    id: EventId,
) -> Result<HashMap<EventId, DuplicateVerdict>, Error> {
    let own = SqlUuid::from(id);
    let rows: Vec<(SqlUuid, SqlUuid, String)> = duplicate_marks::table
        .filter(
            duplicate_marks::event_id
                .eq(own)
                .or(duplicate_marks::other_id.eq(own)),
        )
        .select((
            duplicate_marks::event_id,
            duplicate_marks::other_id,
            duplicate_marks::verdict,
        ))
        .load(conn)?;
    rows.into_iter()
        .map(|(one, other, verdict)| {
            let other = if one.0 == id.0 { other } else { one };
            let verdict = DuplicateVerdict::parse(&verdict).context("verdict on two events")?;
            Ok((other.into(), verdict))
        })
        .collect()
}

/// True when a reviewer has said whether two events are the same.
pub(super) fn is_reviewed(conn: &mut Conn, one: EventId, other: EventId) -> Result<bool, Error> {
    let (low, high) = (one.min(other), one.max(other));
    let found: Option<i32> = duplicate_marks::table
        .find((SqlUuid::from(low), SqlUuid::from(high)))
        .select(duplicate_marks::by_reviewer)
        .first(conn)
        .optional()?;
    Ok(found == Some(1))
}

/// Stores what was said about two events, in place of what was said before.
pub(super) fn mark(
    conn: &mut Conn,
    (one, other): (EventId, EventId),
    verdict: DuplicateVerdict,
    by_reviewer: bool,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let key = (SqlUuid::from(one.min(other)), SqlUuid::from(one.max(other)));
    diesel::delete(duplicate_marks::table.find(key)).execute(conn)?;
    diesel::insert_into(duplicate_marks::table)
        .values((
            duplicate_marks::event_id.eq(key.0),
            duplicate_marks::other_id.eq(key.1),
            duplicate_marks::verdict.eq(verdict.as_str()),
            duplicate_marks::by_reviewer.eq(i32::from(by_reviewer)),
            duplicate_marks::marked_at.eq(SqlTime::from(now)),
        ))
        .execute(conn)?;
    Ok(())
}
