//! Routing of one event to its group and reviewer.

use super::assignments::{self, Assignment, Route};
use super::team::Teams;
use super::{conflicts, day_of, fact, groups, rules};
use chrono::{DateTime, Utc};
use gazetteer::Gazetteer;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use shared::event::EventContent;
use shared::id::{EditionId, EventId};
use shared::label::{RoutingCause, RoutingRule, RoutingSubject};
use shared::place::{EpciCode, InseeCode};

/// An event as it was submitted or changed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Filed<'a> {
    pub(crate) event: EventId,
    pub(crate) edition: EditionId,
    pub(crate) content: &'a EventContent,
}

pub(super) fn epci_of(commune: Option<&InseeCode>) -> Option<EpciCode> {
    Gazetteer::embedded().epci_of(commune?)
}

/// Properties of an event by which the rules find its group.
pub(crate) fn subject_of(content: &EventContent) -> RoutingSubject {
    let commune = content.venue.as_ref().map(|venue| venue.insee.clone());
    RoutingSubject {
        epci: epci_of(commune.as_ref()),
        commune,
        department: content.department.clone(),
        region: content.region.clone(),
        kind: content.kind.clone(),
        attendance: content.attendance_mode,
    }
}

/// Route of an event by the rules of its edition: the group, the cause and the rule.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn route(
    conn: &mut Conn,
    edition: EditionId,
    subject: &RoutingSubject,
) -> Result<Route, Error> {
    let candidates: Vec<RoutingRule> = subject.candidates().collect();
    let keys: Vec<String> = candidates.iter().map(RoutingRule::key).collect();
    let found = rules::with_keys(conn, edition, &keys)?;
    let decides = candidates
        .into_iter()
        .zip(keys)
        .find_map(|(rule, key)| Some((rule, *found.get(&key)?)));
    if let Some((rule, group)) = decides {
        return Ok(Route {
            group: Some(group),
            cause: RoutingCause::Rule,
            rule: Some(rule),
        });
    }
    Ok(match groups::default_of(conn, edition)? {
        Some(group) => by_default(group),
        None => Route::NOBODY,
    })
}

/// Route to the default group, for an event that no rule applies to.
pub(super) fn by_default(group: shared::id::ReviewGroupId) -> Route {
    Route {
        group: Some(group),
        cause: RoutingCause::Default,
        rule: None,
    }
}

/// Assigns an event to a group and a reviewer, after it was submitted or its content changed. An event that has a reviewer
/// keeps that person as long as the group is the same and the person may have the file. An event that a person put into a group
/// stays there.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn follow(conn: &mut Conn, now: DateTime<Utc>, filed: Filed<'_>) -> Result<(), Error> {
    let before = assignments::find(conn, filed.event)?;
    let subject = subject_of(filed.content);
    let route = match &before {
        Some(before) if before.route.cause == RoutingCause::Hand => before.route.clone(),
        Some(_) | None => route(conn, filed.edition, &subject)?,
    };
    let assignment = Assignment {
        event: filed.event,
        edition: filed.edition,
        route,
        assignee: before.as_ref().and_then(|before| before.assignee),
        subject,
    };
    let mut teams = Teams::new(day_of(now));
    if let Some(entry) = settle(conn, &mut teams, now, before.as_ref(), assignment)? {
        log::append(conn, now, &entry)?;
    }
    Ok(())
}

/// Chooses the reviewer of an assignment, and stores it. Returns the log entry when the group or the reviewer has changed.
///
/// # Errors
///
/// When the database fails.
pub(super) fn settle(
    conn: &mut Conn,
    teams: &mut Teams,
    now: DateTime<Utc>,
    before: Option<&Assignment>,
    mut next: Assignment,
) -> Result<Option<log::Entry>, Error> {
    let held = before.map_or((None, None), |it| (it.route.group, it.assignee));
    let stays = match next.assignee {
        Some(assignee) if held.0 == next.route.group => {
            let file = conflicts::involved(conn, next.event)?;
            teams.may_have(conn, &next, &file, assignee)?
        }
        Some(_) | None => false,
    };
    if !stays {
        next.assignee = match next.route.group {
            Some(group) => teams.pick(conn, group, &next, None)?,
            None => None,
        };
    }
    if before == Some(&next) {
        return Ok(None);
    }
    assignments::store(conn, &next, now)?;
    let changed = held != (next.route.group, next.assignee);
    Ok(changed.then(|| fact::of_event(&next, fact::ROUTED, By::System)))
}
