//! Recipients of the letters about the files of a place.

use crate::accounts::queries as accounts;
use chrono_tz::Tz;
use ground::db::Conn;
use ground::error::Error;
use shared::account::{Account, Role};
use shared::id::AccountId;
use shared::place::{DepartmentCode, RegionCode, Territory};

/// The reviewers of a place, and the clock that they live by.
#[derive(Debug, Clone)]
pub(super) struct Reviewers {
    pub(super) people: Vec<Account>,
    /// That of the department for people of the place; that of Paris for those of the whole country.
    pub(super) clock: Tz,
}

/// The reviewers of a place: enabled, with a verified address, and not among `except`, who work on the file themselves. Every letter
/// that reminds of files goes to whom this function returns.
///
/// # Errors
///
/// When the database fails.
pub(super) fn reviewers_of(
    conn: &mut Conn,
    (department, region): (Option<&DepartmentCode>, Option<&RegionCode>),
    except: &[AccountId],
) -> Result<Reviewers, Error> {
    let people = accounts::reviewers(conn, department, region, except)?;
    let local = |person: &Account| {
        person.grants.iter().any(|grant| {
            grant.role == Role::Referent
                && grant.territory != Territory::National
                && grant.territory.covers(department, region)
        })
    };
    let clock = department
        .filter(|_| people.iter().any(local))
        .map_or(Tz::Europe__Paris, DepartmentCode::zone);
    Ok(Reviewers { people, clock })
}

/// The coordination, which is told of overdue files besides their reviewers.
///
/// # Errors
///
/// When the database fails.
pub(super) fn coordination(conn: &mut Conn) -> Result<Vec<Account>, Error> {
    accounts::holders(conn, Role::Coordinator)
}
