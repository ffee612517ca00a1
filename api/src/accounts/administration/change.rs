//! The frame of every change of an account by somebody else.

use super::queries;
use crate::accounts::rows::AccountRow;
use crate::accounts::{erasure, queries as accounts};
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By, Entry, Subject};
use http::Actor;
use serde_json::Value;
use shared::account::{Account, Role};
use shared::id::AccountId;
use shared::problem::Code;

/// The person who manages accounts, as stored now.
#[derive(Debug)]
pub(super) struct Manager {
    /// Account of the person who manages.
    pub(super) account: Account,
    /// Role in which it manages.
    pub(super) role: Role,
}

/// A person whose account is changed, and who changes it.
#[derive(Debug)]
pub(super) struct Managed {
    pub(super) row: AccountRow,
    /// The account, with its roles; also when it is disabled.
    pub(super) account: Account,
    /// The person who changes the account.
    pub(super) manager: Manager,
}

impl Manager {
    /// The caller, as stored now: a role may have been taken back since the request was authenticated.
    ///
    /// # Errors
    ///
    /// `forbidden` when the caller manages no accounts any more.
    pub(super) fn of(conn: &mut Conn, actor: &Actor) -> Result<Self, Error> {
        let account =
            accounts::find(conn, actor.account.id)?.ok_or_else(crate::accounts::sessions::ended)?;
        let role = account
            .managing_role()
            .ok_or_else(|| Error::rejected(Code::Forbidden))?;
        Ok(Self { account, role })
    }

    /// Author of a change in the log.
    pub(super) const fn by(&self) -> By {
        By::Person(self.account.id, self.role)
    }

    /// True when the person may see an account: administrators see all of them, coordinators the referents.
    pub(super) fn sees(&self, account: &Account) -> bool {
        self.role == Role::Administrator || account.has(Role::Referent)
    }

    /// True when the person may disable, enable and sign out an account, which asks for every role that it was given.
    pub(super) fn manages(&self, account: &Account) -> bool {
        self.account.id != account.id
            && self.sees(account)
            && account
                .grants
                .iter()
                .filter(|grant| grant.role.is_given())
                .all(|grant| self.role.manages(grant.role))
    }
}

impl Managed {
    /// Finds an account under the lock of the log.
    ///
    /// # Errors
    ///
    /// `not_found` when the account does not exist, was erased, or the caller may not see it.
    pub(super) fn held(conn: &mut Conn, actor: &Actor, id: AccountId) -> Result<Self, Error> {
        log::hold(conn)?;
        Self::find(conn, actor, id)
    }

    /// As [`Self::held`], to read only.
    ///
    /// # Errors
    ///
    /// As [`Self::held`].
    pub(super) fn find(conn: &mut Conn, actor: &Actor, id: AccountId) -> Result<Self, Error> {
        let manager = Manager::of(conn, actor)?;
        let row = queries::row(conn, id)?.ok_or_else(Error::not_found)?;
        let account = accounts::with_grants(conn, row.clone())?;
        if manager.sees(&account) {
            Ok(Self {
                row,
                account,
                manager,
            })
        } else {
            Err(Error::not_found())
        }
    }

    /// Checks that the caller may disable, enable and sign out the account.
    ///
    /// # Errors
    ///
    /// `own_account` for the caller's own account; `forbidden` when it has a role that the caller does not manage.
    pub(super) fn check_manageable(&self) -> Result<(), Error> {
        self.check_other()?;
        if self.manager.manages(&self.account) {
            Ok(())
        } else {
            Err(Error::rejected(Code::Forbidden)
                .because("the account has a role that you do not manage"))
        }
    }

    /// Checks that the account is not the caller's own.
    ///
    /// # Errors
    ///
    /// `own_account` when it is.
    pub(super) fn check_other(&self) -> Result<(), Error> {
        if self.manager.account.id == self.account.id {
            Err(Error::rejected(Code::OwnAccount))
        } else {
            Ok(())
        }
    }

    /// Checks that somebody else holds each of these roles without which the platform cannot run.
    ///
    /// # Errors
    ///
    /// `last_holder` when nobody does.
    pub(super) fn check_not_last(&self, conn: &mut Conn, roles: &[Role]) -> Result<(), Error> {
        let lost = Account {
            grants: self
                .account
                .grants
                .iter()
                .filter(|grant| roles.contains(&grant.role))
                .cloned()
                .collect(),
            ..self.account.clone()
        };
        match erasure::last_holder_of(conn, &lost)? {
            Some(role) => {
                Err(Error::rejected(Code::LastHolder).because(format!("nobody else is a {role}")))
            }
            None => Ok(()),
        }
    }

    /// Appends the change to the log.
    pub(super) fn record(
        &self,
        conn: &mut Conn,
        now: DateTime<Utc>,
        kind: &'static str,
        payload: Value,
    ) -> Result<(), Error> {
        let entry = Entry {
            by: self.manager.by(),
            subject: Subject::Account(self.account.id),
            edition: None,
            kind,
            payload,
        };
        log::append(conn, now, &entry).map(drop)
    }
}
