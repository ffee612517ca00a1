//! Background for the decision on an event: the form as it was submitted before, likely duplicates, other events of the
//! organiser.

use crate::conversation::messages;
use crate::events::commune::commune_of;
use crate::events::duplicates::duplicates_of;
use crate::events::stored::StoredFile;
use crate::sharing::conflicts;
use anyhow::Context as _;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{editions, events, filed_forms};
use ground::db::types::{SqlJson, SqlTime, SqlUuid};
use ground::error::Error;
use http::Actor;
use shared::conversation::ConversationSide;
use shared::event::{EventForm, LifeStatus};
use shared::id::EventId;
use shared::label::{Background, LabelState, PastEvent, PreviousFiling};
use shared::place::{DepartmentCode, RegionCode};
use uuid::Uuid;

/// Maximum number of other events in the answer.
const PAST_MAX: usize = 20;
/// Number of other events that one statement reads: hardly more than the answer has, since each is a long row.
const PAST_AT_ONCE: usize = 25;
/// [`PAST_AT_ONCE`] in the type of `LIMIT`.
const PAST_AT_ONCE_ROWS: i64 = 25;
/// Maximum number of other events that are read: some may lie out of the caller's reach.
const PAST_READ: usize = 100;

/// Background for the decision on an event, as far as the caller may see it.
pub(super) fn of(conn: &mut Conn, actor: &Actor, file: &StoredFile) -> Result<Background, Error> {
    Ok(Background {
        previous: previous(conn, file)?,
        duplicates: duplicates_of(conn, actor, file)?,
        past: past(conn, actor, file)?,
        unread_messages: unread_messages(conn, file)?,
    })
}

/// Number of messages of the organiser that no reviewer has read.
fn unread_messages(conn: &mut Conn, file: &StoredFile) -> Result<usize, Error> {
    let unread = messages::standing(conn, file.id)?.unread(ConversationSide::Reviewers);
    Ok(usize::try_from(unread).unwrap_or_default())
}

/// The form as it was submitted before the current round.
fn previous(conn: &mut Conn, file: &StoredFile) -> Result<Option<PreviousFiling>, Error> {
    if file.round < 2 {
        return Ok(None);
    }
    let current = i32::try_from(file.round).context("round")?;
    let found: Option<(i32, SqlJson)> = filed_forms::table
        .filter(filed_forms::event_id.eq(SqlUuid::from(file.id)))
        .filter(filed_forms::round.lt(current))
        .order(filed_forms::round.desc())
        .select((filed_forms::round, filed_forms::form))
        .first(conn)
        .optional()?;
    let Some((round, form)) = found else {
        return Ok(None);
    };
    let form = EventForm::recovered(&form.read()?);
    Ok(Some(PreviousFiling {
        round: u32::try_from(round).context("round")?,
        commune: commune_of(&form),
        form,
    }))
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
struct PastRow {
    id: SqlUuid,
    title: String,
    state: String,
    life_status: String,
    slug: Option<String>,
    department: Option<String>,
    region: Option<String>,
    first_begin: Option<SqlTime>,
    #[diesel(select_expression = editions::slug)]
    edition: String,
}

impl PastRow {
    fn is_seen_by(&self, actor: &Actor) -> bool {
        let code = self.department.as_deref();
        let department = code.and_then(|code| DepartmentCode::parse(code).ok());
        let code = self.region.as_deref();
        let region = code.and_then(|code| RegionCode::parse(code).ok());
        self.state == LabelState::Labelled.as_str()
            || (actor.admits(&self.edition, department.as_ref(), region.as_ref())
                && actor
                    .reaches(department.as_ref(), region.as_ref())
                    .is_some())
    }

    fn into_event(self) -> anyhow::Result<PastEvent> {
        let Self {
            id,
            title,
            state,
            life_status,
            slug,
            department: _,
            region: _,
            first_begin,
            edition,
        } = self;
        let describe = || format!("event {}", id.0);
        Ok(PastEvent {
            id: id.into(),
            edition,
            title,
            state: LabelState::parse(&state).with_context(describe)?,
            life_status: LifeStatus::parse(&life_status).with_context(describe)?,
            slug,
            first_begin: first_begin.map(|at| at.0),
        })
    }
}

/// Other events of the owner that were submitted, the most recent first.
fn past(conn: &mut Conn, actor: &Actor, file: &StoredFile) -> Result<Vec<PastEvent>, Error> {
    let mut found = Vec::new();
    let mut before = SqlUuid(Uuid::max());
    for _ in 0..PAST_READ / PAST_AT_ONCE {
        let rows = past_before(conn, file, before)?;
        let ids: Vec<EventId> = rows.iter().map(|row| row.id.into()).collect();
        let hidden = conflicts::hidden_among(conn, actor.account.id, &ids)?;
        let last = rows.last().filter(|_| rows.len() == PAST_AT_ONCE);
        let last = last.map(|row| row.id);
        let seen = rows
            .into_iter()
            .filter(|row| row.is_seen_by(actor) && !hidden.contains(&row.id.into()));
        for row in seen.take(PAST_MAX - found.len()) {
            found.push(row.into_event()?);
        }
        match last {
            Some(last) if found.len() < PAST_MAX => before = last,
            Some(_) | None => break,
        }
    }
    Ok(found)
}

fn past_before(conn: &mut Conn, file: &StoredFile, before: SqlUuid) -> Result<Vec<PastRow>, Error> {
    Ok(events::table
        .inner_join(editions::table)
        .filter(events::owner_id.eq(SqlUuid::from(file.owner)))
        .filter(events::id.ne(SqlUuid::from(file.id)))
        .filter(events::id.lt(before))
        .filter(events::submitted_at.is_not_null())
        .order(events::id.desc())
        .limit(PAST_AT_ONCE_ROWS)
        .select(PastRow::as_select())
        .load(conn)?)
}
