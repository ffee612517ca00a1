//! End of the memberships of a person who deletes the account.

use super::{fact, queries};
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::Services;
use shared::account::Role;
use shared::id::AccountId;

/// Ends all memberships of a person.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn leave_all(
    conn: &mut Conn,
    services: &Services,
    account: AccountId,
) -> Result<(), Error> {
    for space in queries::of_account(conn, account)? {
        let by = By::Person(account, Role::Partner);
        let entry = fact::entry(space.partner(), fact::LEFT, by);
        let now = services.clock.now();
        log::append(conn, now, &entry)?;
        queries::leave(conn, space.id(), account, account, now)?;
    }
    Ok(())
}
