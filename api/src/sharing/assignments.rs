//! SQL of the assignments: the group and the reviewer of each file.

use anyhow::Context as _;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use ground::db::schema::{events, review_assignments};
use ground::db::types::{SqlTime, SqlUuid};
use ground::db::{Conn, cached, cached_list};
use ground::error::Error;
use shared::event::AttendanceMode;
use shared::id::{AccountId, EditionId, EventId, ReviewGroupId};
use shared::label::{LabelState, RoutingCause, RoutingRule, RoutingSubject};
use shared::place::{DepartmentCode, InseeCode, RegionCode};
use std::collections::HashMap;

/// States in which a file is open. A labelled event is open too while a change of it waits.
const OPEN: [LabelState; 2] = [LabelState::Submitted, LabelState::CorrectionRequested];

/// A group, and the cause by which a file is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Route {
    pub(crate) group: Option<ReviewGroupId>,
    pub(crate) cause: RoutingCause,
    /// The rule that decided.
    pub(crate) rule: Option<RoutingRule>,
}

impl Route {
    /// No rule holds, and there is no default group.
    pub(crate) const NOBODY: Self = Self {
        group: None,
        cause: RoutingCause::Nobody,
        rule: None,
    };
}

/// Group and reviewer of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Assignment {
    pub(crate) event: EventId,
    pub(crate) edition: EditionId,
    pub(crate) route: Route,
    pub(crate) assignee: Option<AccountId>,
    /// Properties by which the rules routed it.
    pub(crate) subject: RoutingSubject,
}

#[derive(Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = review_assignments)]
#[diesel(treat_none_as_null = true, treat_none_as_default_value = false)]
struct Row {
    event_id: SqlUuid,
    edition_id: SqlUuid,
    group_id: Option<SqlUuid>,
    assignee_id: Option<SqlUuid>,
    cause: String,
    conditions: Option<String>,
    commune: Option<String>,
    department: Option<String>,
    region: Option<String>,
    kind: String,
    attendance: String,
    since: SqlTime,
}

impl Row {
    fn of(assignment: &Assignment, now: DateTime<Utc>) -> Self {
        let Assignment {
            event,
            edition,
            route,
            assignee,
            subject,
        } = assignment;
        Self {
            event_id: (*event).into(),
            edition_id: (*edition).into(),
            group_id: route.group.map(Into::into),
            assignee_id: assignee.map(Into::into),
            cause: route.cause.as_str().to_owned(),
            conditions: route.rule.as_ref().map(RoutingRule::key),
            commune: subject.commune.as_ref().map(ToString::to_string),
            department: subject.department.as_ref().map(ToString::to_string),
            region: subject.region.as_ref().map(ToString::to_string),
            kind: subject.kind.clone(),
            attendance: subject.attendance.as_str().to_owned(),
            since: now.into(),
        }
    }

    fn into_assignment(self) -> anyhow::Result<Assignment> {
        let describe = || format!("assignment of event {}", self.event_id.0);
        let commune = self
            .commune
            .as_deref()
            .and_then(|code| InseeCode::parse(code).ok());
        let subject = RoutingSubject {
            epci: super::routing::epci_of(commune.as_ref()),
            commune,
            department: self
                .department
                .as_deref()
                .and_then(|code| DepartmentCode::parse(code).ok()),
            region: self
                .region
                .as_deref()
                .and_then(|code| RegionCode::parse(code).ok()),
            attendance: AttendanceMode::parse(&self.attendance).with_context(describe)?,
            kind: self.kind.clone(),
        };
        Ok(Assignment {
            event: self.event_id.into(),
            edition: self.edition_id.into(),
            route: Route {
                group: self.group_id.map(Into::into),
                cause: RoutingCause::parse(&self.cause).with_context(describe)?,
                rule: self.conditions.as_deref().and_then(RoutingRule::of_key),
            },
            assignee: self.assignee_id.map(Into::into),
            subject,
        })
    }
}

fn all(rows: Vec<Row>) -> Result<Vec<Assignment>, Error> {
    let read = rows.into_iter().map(Row::into_assignment);
    Ok(read.collect::<anyhow::Result<_>>()?)
}

/// Assignment of an event; `None` for one that was submitted before there were groups, and for a draft.
pub(crate) fn find(conn: &mut Conn, event: EventId) -> Result<Option<Assignment>, Error> {
    let row: Option<Row> = review_assignments::table
        .find(SqlUuid::from(event))
        .select(Row::as_select())
        .first(conn)
        .optional()?;
    Ok(row.map(Row::into_assignment).transpose()?)
}

/// Stores the group and the reviewer of an event.
pub(crate) fn store(
    conn: &mut Conn,
    assignment: &Assignment,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let stored = review_assignments::table.find(SqlUuid::from(assignment.event));
    let update = diesel::update(stored).set(Row::of(assignment, now));
    let replaced: Option<SqlUuid> = cached(update.returning(review_assignments::event_id))
        .get_result(conn)
        .optional()?;
    if replaced.is_none() {
        diesel::insert_into(review_assignments::table)
            .values(Row::of(assignment, now))
            .execute(conn)?;
    }
    Ok(())
}

/// The group and the reviewer of an event.
pub(crate) type Holder = (Option<ReviewGroupId>, Option<AccountId>);

/// The group and the reviewer of each of these events that has any.
pub(crate) fn held(conn: &mut Conn, events: &[EventId]) -> Result<HashMap<EventId, Holder>, Error> {
    let mut found = HashMap::new();
    for events in events.chunks(super::BATCH) {
        let held = review_assignments::table
            .filter(review_assignments::event_id.eq_any(events.iter().copied().map(SqlUuid::from)))
            .select((
                review_assignments::event_id,
                review_assignments::group_id,
                review_assignments::assignee_id,
            ));
        let rows: Vec<(SqlUuid, Option<SqlUuid>, Option<SqlUuid>)> =
            cached_list(events.len(), held).load(conn)?;
        found.extend(rows.into_iter().map(|(event, group, assignee)| {
            let held = (group.map(Into::into), assignee.map(Into::into));
            (EventId::from(event), held)
        }));
    }
    Ok(found)
}

/// The events in a group, open or not.
pub(crate) fn in_group(conn: &mut Conn, group: ReviewGroupId) -> Result<Vec<EventId>, Error> {
    let rows: Vec<SqlUuid> = review_assignments::table
        .filter(review_assignments::group_id.eq(SqlUuid::from(group)))
        .select(review_assignments::event_id)
        .load(conn)?;
    Ok(rows.into_iter().map(Into::into).collect())
}

/// The open files of an edition that were routed.
pub(crate) fn open(conn: &mut Conn, edition: EditionId) -> Result<Vec<Assignment>, Error> {
    let rows: Vec<Row> = review_assignments::table
        .inner_join(events::table)
        .filter(review_assignments::edition_id.eq(SqlUuid::from(edition)))
        .filter(
            events::state
                .eq_any(OPEN.map(LabelState::as_str))
                .or(events::due_at.is_not_null()),
        )
        .order(review_assignments::event_id)
        .select(Row::as_select())
        .load(conn)?;
    all(rows)
}

/// The open files of a reviewer, of one group or of all.
pub(crate) fn open_of(
    conn: &mut Conn,
    account: AccountId,
    group: Option<ReviewGroupId>,
) -> Result<Vec<Assignment>, Error> {
    let rows: Vec<Row> = review_assignments::table
        .inner_join(events::table)
        .filter(review_assignments::assignee_id.eq(SqlUuid::from(account)))
        .filter(
            events::state
                .eq_any(OPEN.map(LabelState::as_str))
                .or(events::due_at.is_not_null()),
        )
        .order(review_assignments::event_id)
        .select(Row::as_select())
        .load(conn)?;
    let mut found = all(rows)?;
    if let Some(group) = group {
        found.retain(|assignment| assignment.route.group == Some(group));
    }
    Ok(found)
}

/// The open files of an edition that were never routed, with their content.
pub(crate) fn unrouted(
    conn: &mut Conn,
    edition: EditionId,
) -> Result<Vec<(EventId, shared::event::EventContent)>, Error> {
    let routed = review_assignments::table
        .filter(review_assignments::event_id.eq(events::id))
        .select(review_assignments::event_id);
    let rows: Vec<(SqlUuid, Option<ground::db::types::SqlJson>)> = events::table
        .filter(events::edition_id.eq(SqlUuid::from(edition)))
        .filter(
            events::state
                .eq_any(OPEN.map(LabelState::as_str))
                .or(events::due_at.is_not_null()),
        )
        .filter(diesel::dsl::not(diesel::dsl::exists(routed)))
        .select((events::id, events::content))
        .load(conn)?;
    let mut found = Vec::new();
    for (event, content) in rows {
        if let Some(content) = content {
            found.push((event.into(), content.read().context("content")?));
        }
    }
    Ok(found)
}

/// Number of files of an edition that wait for a decision of each reviewer who has any.
pub(crate) fn loads(
    conn: &mut Conn,
    edition: EditionId,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, u64>, Error> {
    let mut loads = HashMap::new();
    for accounts in accounts.chunks(super::BATCH) {
        let rows: Vec<Option<SqlUuid>> = review_assignments::table
            .inner_join(events::table)
            .filter(review_assignments::edition_id.eq(SqlUuid::from(edition)))
            .filter(
                review_assignments::assignee_id.eq_any(accounts.iter().copied().map(SqlUuid::from)),
            )
            .filter(events::due_at.is_not_null())
            .select(review_assignments::assignee_id)
            .load(conn)?;
        for account in rows.into_iter().flatten() {
            *loads.entry(account.into()).or_default() += 1;
        }
    }
    Ok(loads)
}

/// Number of files of each group that wait for a decision.
pub(crate) fn waiting_in(
    conn: &mut Conn,
    groups: &[ReviewGroupId],
) -> Result<HashMap<ReviewGroupId, u64>, Error> {
    let rows: Vec<Option<SqlUuid>> = review_assignments::table
        .inner_join(events::table)
        .filter(review_assignments::group_id.eq_any(groups.iter().copied().map(SqlUuid::from)))
        .filter(events::due_at.is_not_null())
        .select(review_assignments::group_id)
        .load(conn)?;
    let mut counts = HashMap::new();
    for group in rows.into_iter().flatten() {
        *counts.entry(group.into()).or_default() += 1;
    }
    Ok(counts)
}

/// The titles of events, as last submitted.
pub(crate) fn titles(conn: &mut Conn, ids: &[EventId]) -> Result<HashMap<EventId, String>, Error> {
    let rows: Vec<(SqlUuid, String)> = events::table
        .filter(events::id.eq_any(ids.iter().copied().map(SqlUuid::from)))
        .select((events::id, events::title))
        .load(conn)?;
    Ok(rows
        .into_iter()
        .map(|(id, title)| (id.into(), title))
        .collect())
}
