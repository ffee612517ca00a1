//! Groups and reviewers of the files of the queue, and groups and conflicts of interest of the caller.

use super::entry::{Entry, Reviewers};
use crate::accounts::queries as accounts;
use crate::sharing::{assignments, conflicts, groups, members};
use ground::db::Conn;
use ground::error::Error;
use shared::id::{AccountId, EventId, ReviewGroupId};
use shared::label::{ConflictParty, NamedGroup, NamedReviewer, QueueQuery, QueueShare};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Group and reviewer of each of these events, and the parties of a possible conflict of interest.
pub(super) fn of(conn: &mut Conn, ids: &[EventId]) -> Result<HashMap<EventId, Reviewers>, Error> {
    let held = assignments::held(conn, ids)?;
    let wanted: HashSet<ReviewGroupId> = held.values().filter_map(|(group, _)| *group).collect();
    let wanted: Vec<ReviewGroupId> = wanted.into_iter().collect();
    let groups = groups::names(conn, &wanted)?;
    let people: HashSet<AccountId> = held.values().filter_map(|(_, person)| *person).collect();
    let people = accounts::names(conn, &people.into_iter().collect::<Vec<_>>())?;
    let mut found: HashMap<EventId, Reviewers> = HashMap::new();
    for (event, parties) in conflicts::parties(conn, ids)? {
        found.entry(event).or_default().parties = parties;
    }
    for (event, (group, assignee)) in held {
        let of_event = found.entry(event).or_default();
        of_event.group = group.and_then(|id| {
            let name = groups.get(&id)?.clone();
            Some(NamedGroup { id, name })
        });
        of_event.assignee = assignee.and_then(|id| {
            let name = people.get(&id)?.clone();
            Some(NamedReviewer { id, name })
        });
    }
    Ok(found)
}

/// Account of the caller, its groups, and the parties with which it has a conflict of interest.
#[derive(Debug, Clone, Default)]
pub(super) struct Own {
    pub(super) account: Option<AccountId>,
    pub(super) groups: HashSet<ReviewGroupId>,
    pub(super) conflicts: BTreeSet<ConflictParty>,
}

impl Own {
    /// Reads what is the caller's.
    pub(super) fn read(conn: &mut Conn, account: AccountId) -> Result<Self, Error> {
        Ok(Self {
            account: Some(account),
            groups: members::groups_of(conn, account)?.into_keys().collect(),
            conflicts: conflicts::of_account(conn, account)?,
        })
    }

    /// True when a conflict of interest hides a file.
    pub(super) fn hides(&self, entry: &Entry) -> bool {
        !self.conflicts.is_disjoint(&entry.parties)
    }

    /// True when a file is in the share of the queue, the groups and with the reviewers that a query asks for.
    pub(super) fn admits(&self, query: &QueueQuery, entry: &Entry) -> bool {
        let item = &entry.item;
        let (group, assignee) = (
            item.group.as_ref().map(|group| group.id),
            item.assignee.as_ref().map(|person| person.id),
        );
        let shared = query.share.is_none_or(|share| match share {
            QueueShare::Mine => assignee.is_some() && assignee == self.account,
            QueueShare::MyGroups => group.is_some_and(|group| self.groups.contains(&group)),
            QueueShare::Unassigned => assignee.is_none(),
        });
        shared
            && (query.group.is_empty() || group.is_some_and(|group| query.group.contains(&group)))
            && (query.assignee.is_empty()
                || assignee.is_some_and(|person| query.assignee.contains(&person)))
    }
}
