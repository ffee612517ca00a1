//! SQL of the reminders.

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{
    event_editors, event_organisations, events, organisation_members, review_notices,
};
use ground::db::types::{SqlTime, SqlUuid};
use ground::error::Error;
use ground::on;
use shared::edition::Edition;
use shared::id::{AccountId, EditionId, EventId};
use shared::label::LabelState;
use shared::place::{DepartmentCode, RegionCode};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Maximum number of identifiers or rows per statement.
const AT_ONCE: usize = 500;

/// Recipients of a reminder of a file, and its occasion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum NoticeKind {
    /// Its reviewers: the deadline is near.
    Soon,
    /// Its reviewers: the deadline has passed.
    Overdue,
    /// The coordination: the deadline has passed.
    Escalated,
}

impl NoticeKind {
    const ALL: [Self; 3] = [Self::Soon, Self::Overdue, Self::Escalated];

    const fn as_str(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Escalated => "escalated",
        }
    }
}

/// A file, what was said of it, and the deadline that it was said of.
pub(super) type NoticeKey = (EventId, NoticeKind, DateTime<Utc>);

/// A file that waits for a decision.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) id: EventId,
    pub(super) owner: AccountId,
    pub(super) title: String,
    pub(super) department: Option<DepartmentCode>,
    pub(super) region: Option<RegionCode>,
    pub(super) submitted_at: DateTime<Utc>,
    pub(super) due_at: DateTime<Utc>,
}

impl Waiting {
    pub(super) const fn key(&self, kind: NoticeKind) -> NoticeKey {
        (self.id, kind, self.due_at)
    }

    /// Time zone of its department.
    pub(super) fn zone(&self) -> Tz {
        self.department
            .as_ref()
            .map_or(Tz::Europe__Paris, DepartmentCode::zone)
    }
}

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
struct WaitingRow {
    id: SqlUuid,
    owner_id: SqlUuid,
    title: String,
    department: Option<String>,
    region: Option<String>,
    submitted_at: Option<SqlTime>,
    due_at: Option<SqlTime>,
}

impl WaitingRow {
    /// The file; `None` for one without a running clock.
    fn into_file(self) -> Option<Waiting> {
        Some(Waiting {
            id: self.id.into(),
            owner: self.owner_id.into(),
            title: self.title,
            department: self
                .department
                .and_then(|code| DepartmentCode::parse(&code).ok()),
            region: self.region.and_then(|code| RegionCode::parse(&code).ok()),
            submitted_at: self.submitted_at?.0,
            due_at: self.due_at?.0,
        })
    }
}

/// The submitted files of an edition whose deadline has passed or may be near, most urgent first.
pub(super) fn waiting(
    conn: &mut Conn,
    (id, edition): (EditionId, &Arc<Edition>),
    now: DateTime<Utc>,
) -> Result<Vec<Waiting>, Error> {
    // Each working day is followed by at most five others, over Christmas in Moselle.
    let days = i64::from(edition.review_reminders.working_days_left) * 6 + 6;
    let rows: Vec<WaitingRow> = events::table
        .filter(events::edition_id.eq(SqlUuid::from(id)))
        .filter(events::state.eq(LabelState::Submitted.as_str()))
        .filter(events::due_at.le(SqlTime::from(now + TimeDelta::days(days))))
        .order((events::due_at, events::id))
        .select(WaitingRow::as_select())
        .load(conn)?;
    Ok(rows.into_iter().filter_map(WaitingRow::into_file).collect())
}

/// Reminders of these files that were recorded before.
pub(super) fn noted(conn: &mut Conn, ids: &[EventId]) -> Result<HashSet<NoticeKey>, Error> {
    let mut found = HashSet::new();
    for ids in ids.chunks(AT_ONCE) {
        let rows: Vec<(SqlUuid, String, SqlTime)> = review_notices::table
            .filter(review_notices::event_id.eq_any(ids.iter().map(|id| SqlUuid::from(*id))))
            .select((
                review_notices::event_id,
                review_notices::notice,
                review_notices::due_at,
            ))
            .load(conn)?;
        found.extend(rows.into_iter().filter_map(|(id, word, due)| {
            let kind = NoticeKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == word)?;
            Some((id.into(), kind, due.0))
        }));
    }
    Ok(found)
}

/// Notes what is said now. The database refuses to note the same twice.
pub(super) fn note(
    conn: &mut Conn,
    notices: &[NoticeKey],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    for notices in notices.chunks(AT_ONCE) {
        let rows: Vec<_> = notices
            .iter()
            .map(|(id, kind, due)| {
                (
                    review_notices::event_id.eq(SqlUuid::from(*id)),
                    review_notices::notice.eq(kind.as_str()),
                    review_notices::due_at.eq(SqlTime::from(*due)),
                    review_notices::sent_at.eq(SqlTime::from(now)),
                )
            })
            .collect();
        on!(conn, c => diesel::insert_into(review_notices::table).values(rows).execute(c)?);
    }
    Ok(())
}

/// The people who work on these files besides their owners: co-editors, and the members of the organisations that they are filed by
/// and for.
pub(super) fn people_of(
    conn: &mut Conn,
    ids: &[EventId],
) -> Result<HashMap<EventId, HashSet<AccountId>>, Error> {
    let mut found: HashMap<EventId, HashSet<AccountId>> = HashMap::new();
    for ids in ids.chunks(AT_ONCE) {
        let ids: Vec<SqlUuid> = ids.iter().copied().map(SqlUuid::from).collect();
        let editors: Vec<(SqlUuid, SqlUuid)> = event_editors::table
            .filter(event_editors::event_id.eq_any(&ids))
            .select((event_editors::event_id, event_editors::account_id))
            .load(conn)?;
        let person = (
            event_organisations::event_id,
            organisation_members::account_id,
        );
        let own = organisation_members::organisation_id.eq(event_organisations::organisation_id);
        let members: Vec<(SqlUuid, SqlUuid)> = event_organisations::table
            .inner_join(organisation_members::table.on(own))
            .filter(event_organisations::event_id.eq_any(&ids))
            .select(person)
            .load(conn)?;
        let through = organisation_members::organisation_id
            .nullable()
            .eq(event_organisations::through_id);
        let agents: Vec<(SqlUuid, SqlUuid)> = event_organisations::table
            .inner_join(organisation_members::table.on(through))
            .filter(event_organisations::event_id.eq_any(&ids))
            .select(person)
            .load(conn)?;
        for (event, account) in editors.into_iter().chain(members).chain(agents) {
            found
                .entry(event.into())
                .or_default()
                .insert(account.into());
        }
    }
    Ok(found)
}
