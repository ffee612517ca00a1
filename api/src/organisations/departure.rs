//! End of the memberships of a person who deletes the account.

use super::fact::{self, Fact};
use super::letters;
use super::members::{close_if_empty, is_needed};
use super::queries::members;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::Services;
use shared::account::Role;
use shared::id::AccountId;
use shared::letter::LetterKind;

/// Names of the organisations that need another manager before the person can leave.
pub(crate) fn last_manager_of(conn: &mut Conn, account: AccountId) -> Result<Vec<String>, Error> {
    let mut names = Vec::new();
    for (row, role) in members::of_account(conn, account)? {
        if role.manages() && is_needed(conn, row.id(), account)? {
            names.push(row.name);
        }
    }
    Ok(names)
}

/// Ends all memberships of a person, and informs the managers.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn leave_all(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
) -> Result<(), Error> {
    for (row, _) in members::of_account(conn, account)? {
        let by = By::Person(account, Role::Organiser);
        let entry = Fact::default().entry(row.id(), fact::MEMBER_LEFT, by)?;
        log::append(conn, services.clock.now(), &entry)?;
        members::remove(conn, row.id(), account)?;
        close_if_empty(conn, row.id())?;
        let managers = members::managers(conn, row.id())?;
        letters::post_to(
            conn,
            services,
            managers,
            LetterKind::OrganisationLeft,
            &row,
            "",
        )?;
    }
    Ok(())
}
