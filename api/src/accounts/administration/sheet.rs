//! The sheet of a person.

use super::change::Managed;
use super::queries;
use crate::accounts::open_sessions;
use chrono::{DateTime, Utc};
use ground::db::Conn;
use ground::error::Error;
use ground::mail::addresses;
use shared::account::{ManagedPerson, PersonSheet, Role};

/// The sheet of a person as the caller sees it now.
pub(super) fn present(
    conn: &mut Conn,
    managed: &Managed,
    now: DateTime<Utc>,
) -> Result<PersonSheet, Error> {
    let id = managed.account.id;
    let own = managed.manager.account.id == id;
    let grantable = Role::ALL.iter().copied().filter(|_| !own);
    Ok(PersonSheet {
        person: ManagedPerson {
            id,
            name: managed.account.name.clone(),
            email: managed.account.email.clone(),
            verified: managed.account.verified,
            grants: managed.account.grants.clone(),
            disabled_at: managed.row.disabled_at.map(|at| at.0),
            last_sign_in: queries::last_sign_ins(conn, &[managed.row.id])?
                .remove(&id)
                .map(|at| at.0),
            created_at: managed.row.created_at.0,
        },
        sessions: open_sessions::of_account(conn, id, None, now)?,
        files: queries::files_of(conn, id)?,
        grantable: grantable
            .filter(|role| role.is_given() && managed.manager.role.manages(*role))
            .collect(),
        manageable: managed.manager.manages(&managed.account),
        returned: addresses::returned(conn, &managed.account.email)?,
    })
}

/// As [`present`], after a change.
pub(super) fn present_again(
    conn: &mut Conn,
    managed: Managed,
    now: DateTime<Utc>,
) -> Result<PersonSheet, Error> {
    let id = managed.account.id;
    let row = queries::row(conn, id)?.ok_or_else(Error::not_found)?;
    let account = crate::accounts::queries::with_grants(conn, row.clone())?;
    let managed = Managed {
        row,
        account,
        ..managed
    };
    present(conn, &managed, now)
}
