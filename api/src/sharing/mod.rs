//! Shared review of an edition: groups of referents, routing, assignment, absences and conflicts of interest.
//!
//! This is the store. [`follow`] is called in the transaction that submits an event or changes its place, kind or attendance
//! mode: it finds the group, and the least loaded member who is neither absent nor in a conflict of interest. A conflict of
//! interest hides an event from a person everywhere ([`conflicts::hidden_among`]).

pub(crate) mod absences;
pub(crate) mod assignments;
pub(crate) mod conflicts;
pub(crate) mod fact;
pub(crate) mod groups;
pub(crate) mod members;
pub(crate) mod moves;
pub(crate) mod routing;
pub(crate) mod rules;
pub(crate) mod team;

use chrono::{DateTime, NaiveDate, Utc};
use ground::db::Conn;
use ground::error::Error;
use shared::id::{AccountId, EventId, ReviewGroupId};

pub(crate) use routing::{Filed, follow};

/// Rows, keys or identifiers per statement.
const BATCH: usize = 500;

/// The day on which absences count.
pub(crate) fn day_of(now: DateTime<Utc>) -> NaiveDate {
    now.with_timezone(&chrono_tz::Tz::Europe__Paris)
        .date_naive()
}

/// The group that has a file; `None` for one that every reviewer of the territory has.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn group_of(conn: &mut Conn, event: EventId) -> Result<Option<ReviewGroupId>, Error> {
    let assignment = assignments::find(conn, event)?;
    Ok(assignment.and_then(|assignment| assignment.route.group))
}

/// Reviewers who get the letters about a file: the reviewer who has it, else the members of its group who are neither absent
/// nor in a conflict of interest. An empty list stands for every reviewer of the territory.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn recipients(
    conn: &mut Conn,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<Vec<AccountId>, Error> {
    let Some(assignment) = assignments::find(conn, event)? else {
        return Ok(Vec::new());
    };
    let mut teams = team::Teams::new(day_of(now));
    let file = conflicts::involved(conn, event)?;
    if let Some(assignee) = assignment.assignee
        && teams.may_have(conn, &assignment, &file, assignee)?
    {
        return Ok(vec![assignee]);
    }
    match assignment.route.group {
        Some(group) => teams.available(conn, group, &assignment, &file),
        None => Ok(Vec::new()),
    }
}
