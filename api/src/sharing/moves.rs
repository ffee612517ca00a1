//! Moves of many files: after a change of the rules, the deletion of a group, or the loss of a reviewer.

use super::assignments::{self, Assignment, Route};
use super::routing::{by_default, settle, subject_of};
use super::team::Teams;
use super::{day_of, fact, groups, rules};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By, Entry};
use shared::id::{AccountId, EditionId, ReviewGroupId};
use shared::label::{RoutingCause, RoutingIndex};

/// The rules of an edition as they are, or as they would be.
#[derive(Debug)]
pub(crate) struct Rulebook {
    index: RoutingIndex<ReviewGroupId>,
    default: Option<ReviewGroupId>,
    /// A group that no file stays in, not even one that a person put there.
    dissolved: Option<ReviewGroupId>,
}

impl Rulebook {
    /// The rules of an edition.
    pub(crate) fn of(conn: &mut Conn, edition: EditionId) -> Result<Self, Error> {
        Ok(Self {
            index: RoutingIndex::of(rules::of_edition(conn, edition)?),
            default: groups::default_of(conn, edition)?,
            dissolved: None,
        })
    }

    /// The rules of the edition, with those of a group replaced by others.
    pub(crate) fn with(
        conn: &mut Conn,
        edition: EditionId,
        group: ReviewGroupId,
        own: Vec<shared::label::RoutingRule>,
    ) -> Result<Self, Error> {
        let others = rules::of_edition(conn, edition)?
            .into_iter()
            .filter(|(_, other)| *other != group);
        let own = own.into_iter().map(|rule| (rule, group));
        Ok(Self {
            index: RoutingIndex::of(others.chain(own)),
            default: groups::default_of(conn, edition)?,
            dissolved: None,
        })
    }

    /// The rules of the edition without a group, its rules and its files.
    fn without(conn: &mut Conn, edition: EditionId, group: ReviewGroupId) -> Result<Self, Error> {
        let others = Self::with(conn, edition, group, Vec::new())?;
        Ok(Self {
            default: others.default.filter(|default| *default != group),
            dissolved: Some(group),
            ..others
        })
    }

    fn route(&self, file: &Assignment) -> Route {
        let by_hand = file.route.cause == RoutingCause::Hand;
        if by_hand && file.route.group.is_some() && file.route.group != self.dissolved {
            return file.route.clone();
        }
        if let Some((rule, group)) = self.index.route(&file.subject) {
            return Route {
                group: Some(*group),
                cause: RoutingCause::Rule,
                rule: Some(rule.clone()),
            };
        }
        self.default.map_or(Route::NOBODY, by_default)
    }
}

/// An open file that the rules send to another group, or to the same one by another rule.
#[derive(Debug)]
pub(crate) struct Rerouted {
    /// Current assignment; in no group for a file that was never routed.
    pub(crate) before: Assignment,
    /// Group to which the rules send the file, and the rule.
    pub(crate) route: Route,
    /// True when it was never routed.
    is_new: bool,
}

impl Rerouted {
    /// True when it goes to another group, not only by another rule.
    pub(crate) fn is_move(&self) -> bool {
        self.before.route.group != self.route.group
    }
}

/// Open files of an edition for which the rules give another route than the stored one.
pub(crate) fn rerouted(
    conn: &mut Conn,
    edition: EditionId,
    rulebook: &Rulebook,
) -> Result<Vec<Rerouted>, Error> {
    let known = assignments::open(conn, edition)?
        .into_iter()
        .map(|assignment| (assignment, false));
    let new = assignments::unrouted(conn, edition)?
        .into_iter()
        .map(|(event, content)| {
            let assignment = Assignment {
                event,
                edition,
                route: Route::NOBODY,
                assignee: None,
                subject: subject_of(&content),
            };
            (assignment, true)
        });
    Ok(known
        .chain(new)
        .map(|(before, is_new)| Rerouted {
            route: rulebook.route(&before),
            before,
            is_new,
        })
        .filter(|file| file.is_new || file.before.route != file.route)
        .collect())
}

/// Moves the open files of an edition to the groups that its rules give; returns the number of files that change their group.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn apply(conn: &mut Conn, now: DateTime<Utc>, edition: EditionId) -> Result<u64, Error> {
    let rulebook = Rulebook::of(conn, edition)?;
    follow(conn, now, edition, &rulebook)
}

/// Moves every file out of a group that is to be deleted: the open ones go where the rules of the others lead, also those that a
/// person put there; the decided ones, which no rule moves, into no group.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn dissolve(
    conn: &mut Conn,
    now: DateTime<Utc>,
    edition: EditionId,
    group: ReviewGroupId,
) -> Result<(), Error> {
    let rulebook = Rulebook::without(conn, edition, group)?;
    follow(conn, now, edition, &rulebook)?;
    leave(conn, now, group)
}

/// Moves the open files to the groups that the rules give; returns the number of files that change their group.
fn follow(
    conn: &mut Conn,
    now: DateTime<Utc>,
    edition: EditionId,
    rulebook: &Rulebook,
) -> Result<u64, Error> {
    let mut teams = Teams::new(day_of(now));
    let (mut moved, mut entries) = (0, Vec::new());
    for file in rerouted(conn, edition, rulebook)? {
        moved += u64::from(file.is_move());
        let Rerouted {
            before,
            route,
            is_new,
        } = file;
        let next = Assignment {
            route,
            ..before.clone()
        };
        let known = Some(&before).filter(|_| !is_new);
        let entry = settle(conn, &mut teams, now, known, next)?;
        entries.extend(entry.map(|entry| (now, entry)));
    }
    append(conn, entries)?;
    Ok(moved)
}

/// Removes the remaining files from a group.
fn leave(conn: &mut Conn, now: DateTime<Utc>, group: ReviewGroupId) -> Result<(), Error> {
    let mut entries = Vec::new();
    for event in assignments::in_group(conn, group)? {
        let Some(file) = assignments::find(conn, event)? else {
            continue;
        };
        let next = Assignment {
            route: Route::NOBODY,
            ..file
        };
        assignments::store(conn, &next, now)?;
        entries.push((now, fact::of_event(&next, fact::ROUTED, By::System)));
    }
    append(conn, entries)
}

/// Takes open files from a reviewer who may not have them any more: each goes to another member of its group, if one is
/// available.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn take_from(
    conn: &mut Conn,
    now: DateTime<Utc>,
    account: AccountId,
    group: Option<ReviewGroupId>,
    is_lost: impl Fn(&Assignment) -> bool,
) -> Result<(), Error> {
    let mut teams = Teams::new(day_of(now));
    let mut entries = Vec::new();
    for file in assignments::open_of(conn, account, group)? {
        if !is_lost(&file) {
            continue;
        }
        let assignee = match file.route.group {
            Some(group) => teams.pick(conn, group, &file, Some(account))?,
            None => None,
        };
        let next = Assignment { assignee, ..file };
        assignments::store(conn, &next, now)?;
        entries.push((now, fact::of_event(&next, fact::ROUTED, By::System)));
    }
    append(conn, entries)
}

fn append(conn: &mut Conn, entries: Vec<(DateTime<Utc>, Entry)>) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    log::append_all(conn, &entries)
}
