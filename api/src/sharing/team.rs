//! Reviewers of groups, and the choice of the reviewer who gets a file.

use super::assignments::{self, Assignment};
use super::conflicts::{self, Involved};
use super::{absences, members};
use anyhow::Context as _;
use chrono::NaiveDate;
use diesel::prelude::*;
use ground::db::Conn;
use ground::db::schema::{accounts, grants};
use ground::db::types::SqlUuid;
use ground::error::Error;
use shared::account::Role;
use shared::id::{AccountId, EditionId, ReviewGroupId};
use shared::label::{Availability, ConflictParty, NamedReviewer, RoutingSubject, least_loaded};
use shared::place::Territory;
use std::collections::{BTreeSet, HashMap, HashSet};

/// Reviewers as of one day, read once for each group, with their open files, which are counted as files are assigned.
#[derive(Debug)]
pub(crate) struct Teams {
    day: NaiveDate,
    groups: HashMap<ReviewGroupId, Vec<AccountId>>,
    people: HashMap<AccountId, Reviewer>,
    loads: HashMap<(EditionId, AccountId), u64>,
}

#[derive(Debug, Clone)]
struct Reviewer {
    name: String,
    /// Territories in which the person reviews; none once the account is disabled or lost its roles.
    territories: Vec<Territory>,
    absent: bool,
    conflicts: BTreeSet<ConflictParty>,
}

impl Reviewer {
    fn reaches(&self, subject: &RoutingSubject) -> bool {
        let (department, region) = (subject.department.as_ref(), subject.region.as_ref());
        let mut territories = self.territories.iter();
        territories.any(|territory| territory.covers(department, region))
    }
}

impl Teams {
    pub(crate) fn new(day: NaiveDate) -> Self {
        Self {
            day,
            groups: HashMap::new(),
            people: HashMap::new(),
            loads: HashMap::new(),
        }
    }

    /// The members of a group.
    fn group(&mut self, conn: &mut Conn, group: ReviewGroupId) -> Result<Vec<AccountId>, Error> {
        if let Some(known) = self.groups.get(&group) {
            return Ok(known.clone());
        }
        let found: Vec<AccountId> = members::of_groups(conn, &[group])?;
        self.read(conn, &found)?;
        self.groups.insert(group, found.clone());
        Ok(found)
    }

    /// Reads those of the reviewers that are not known yet.
    fn read(&mut self, conn: &mut Conn, wanted: &[AccountId]) -> Result<(), Error> {
        let new: Vec<AccountId> = wanted
            .iter()
            .copied()
            .filter(|account| !self.people.contains_key(account))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let absent: HashSet<AccountId> = absences::absent(conn, &new, self.day)?;
        let mut conflicts = conflicts::of_accounts(conn, &new)?;
        let mut territories = territories(conn, &new)?;
        let ids = new.iter().copied().map(SqlUuid::from);
        let names: Vec<(SqlUuid, String)> = accounts::table
            .filter(accounts::id.eq_any(ids))
            .filter(accounts::disabled_at.is_null())
            .select((accounts::id, accounts::name))
            .load(conn)?;
        for (id, name) in names {
            let account = AccountId::from(id);
            let reviewer = Reviewer {
                name,
                territories: territories.remove(&account).unwrap_or_default(),
                absent: absent.contains(&account),
                conflicts: conflicts.remove(&account).unwrap_or_default(),
            };
            self.people.insert(account, reviewer);
        }
        Ok(())
    }

    fn load(
        &mut self,
        conn: &mut Conn,
        edition: EditionId,
        members: &[AccountId],
    ) -> Result<(), Error> {
        let new: Vec<AccountId> = members
            .iter()
            .copied()
            .filter(|account| !self.loads.contains_key(&(edition, *account)))
            .collect();
        if new.is_empty() {
            return Ok(());
        }
        let counted = assignments::loads(conn, edition, &new)?;
        for account in new {
            let load = counted.get(&account).copied().unwrap_or_default();
            self.loads.insert((edition, account), load);
        }
        Ok(())
    }

    /// True when the person may see a file, is there and is impartial.
    fn fits(&self, account: AccountId, subject: &RoutingSubject, file: &Involved) -> bool {
        self.people.get(&account).is_some_and(|reviewer| {
            !reviewer.absent
                && reviewer.reaches(subject)
                && !file.people.contains(&account)
                && reviewer.conflicts.is_disjoint(&file.parties)
        })
    }

    /// As [`Self::fits`], for a person who may belong to no group.
    pub(crate) fn may_have(
        &mut self,
        conn: &mut Conn,
        assignment: &Assignment,
        file: &Involved,
        account: AccountId,
    ) -> Result<bool, Error> {
        self.read(conn, &[account])?;
        Ok(self.fits(account, &assignment.subject, file))
    }

    /// The member of a group who gets a file: the least loaded one; `except` does not get it.
    pub(crate) fn pick(
        &mut self,
        conn: &mut Conn,
        group: ReviewGroupId,
        assignment: &Assignment,
        except: Option<AccountId>,
    ) -> Result<Option<AccountId>, Error> {
        let members = self.group(conn, group)?;
        if members.is_empty() {
            return Ok(None);
        }
        self.load(conn, assignment.edition, &members)?;
        let file = conflicts::involved(conn, assignment.event)?;
        let candidates = members
            .into_iter()
            .filter(|account| Some(*account) != except)
            .map(|account| Availability {
                account,
                absent: self.people.get(&account).is_none_or(|person| person.absent),
                partial: !self.fits(account, &assignment.subject, &file),
                open_files: self
                    .loads
                    .get(&(assignment.edition, account))
                    .copied()
                    .unwrap_or_default(),
            });
        let found = least_loaded(candidates);
        if let Some(account) = found
            && let Some(load) = self.loads.get_mut(&(assignment.edition, account))
        {
            *load += 1;
        }
        Ok(found)
    }

    /// The members of a group who may get a file.
    pub(crate) fn available(
        &mut self,
        conn: &mut Conn,
        group: ReviewGroupId,
        assignment: &Assignment,
        file: &Involved,
    ) -> Result<Vec<AccountId>, Error> {
        let members = self.group(conn, group)?;
        Ok(members
            .into_iter()
            .filter(|account| self.fits(*account, &assignment.subject, file))
            .collect())
    }

    /// Identifier and name of a reviewer; `None` for a disabled account.
    pub(crate) fn named(
        &mut self,
        conn: &mut Conn,
        account: AccountId,
    ) -> Result<Option<NamedReviewer>, Error> {
        self.read(conn, &[account])?;
        Ok(self.people.get(&account).map(|reviewer| NamedReviewer {
            id: account,
            name: reviewer.name.clone(),
        }))
    }

    /// True for a member who is absent.
    pub(crate) fn is_absent(&self, account: AccountId) -> bool {
        self.people
            .get(&account)
            .is_some_and(|reviewer| reviewer.absent)
    }

    /// Number of files that wait for a decision of each member of a group.
    pub(crate) fn loads_of(
        &mut self,
        conn: &mut Conn,
        group: ReviewGroupId,
        edition: EditionId,
    ) -> Result<HashMap<AccountId, u64>, Error> {
        let members = self.group(conn, group)?;
        assignments::loads(conn, edition, &members)
    }
}

/// Territories in which accounts review.
fn territories(
    conn: &mut Conn,
    accounts: &[AccountId],
) -> Result<HashMap<AccountId, Vec<Territory>>, Error> {
    let rows: Vec<(SqlUuid, String, String)> = grants::table
        .filter(grants::account_id.eq_any(accounts.iter().copied().map(SqlUuid::from)))
        .select((grants::account_id, grants::role, grants::territory))
        .load(conn)?;
    let mut found: HashMap<AccountId, Vec<Territory>> = HashMap::new();
    for (account, role, territory) in rows {
        let reviewed = match Role::parse(&role) {
            Some(Role::Coordinator) => Territory::National,
            Some(Role::Referent) => Territory::parse(&territory).context("territory of a grant")?,
            Some(Role::Organiser | Role::Partner | Role::Administrator) | None => continue,
        };
        found.entry(account.into()).or_default().push(reviewed);
    }
    Ok(found)
}

/// Accounts among these that review in at least one territory.
pub(crate) fn reviewers_among(
    conn: &mut Conn,
    accounts: &[AccountId],
) -> Result<HashSet<AccountId>, Error> {
    Ok(territories(conn, accounts)?.into_keys().collect())
}
