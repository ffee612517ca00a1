//! Access rules of a single organisation.

use super::queries::{members, records};
use super::rows::OrganisationRow;
use ground::db::Conn;
use ground::error::Error;
use ground::log::By;
use http::Actor;
use shared::account::Role;
use shared::id::OrganisationId;
use shared::organisation::OrganisationRole;
use shared::problem::Code;

/// An organisation, and the capacity in which the caller acts on it.
pub(super) struct Seat {
    pub(super) organisation: OrganisationRow,
    /// Role of the caller; `None` for the coordination.
    pub(super) role: Option<OrganisationRole>,
    /// True when the caller is of the coordination, which may do what a manager may.
    pub(super) coordinates: bool,
    /// Author of a change.
    pub(super) by: By,
}

impl Seat {
    /// True when the caller may change who belongs to the organisation.
    pub(super) fn manages(&self) -> bool {
        self.coordinates || self.role.is_some_and(OrganisationRole::manages)
    }
}

/// Finds an organisation that the caller belongs to, or any where the operation admits the coordination and the caller is of it.
///
/// # Errors
///
/// `not_found` when it does not exist or the caller has nothing to do with it.
pub(super) fn seat(conn: &mut Conn, actor: &Actor, id: OrganisationId) -> Result<Seat, Error> {
    let organisation = records::find(conn, id)?.ok_or_else(Error::not_found)?;
    let account = actor.account.id;
    let role = members::role_of(conn, organisation.id(), account)?.filter(|_| actor.owns(account));
    let reached = actor.reaches(None, None);
    if role.is_none() && reached.is_none() {
        return Err(Error::not_found());
    }
    let capacity = match (role, reached) {
        (Some(role), _) if role.manages() => Role::Organiser,
        (_, Some(reached)) => reached,
        (_, None) => Role::Organiser,
    };
    Ok(Seat {
        organisation,
        role,
        coordinates: reached.is_some(),
        by: By::Person(account, capacity),
    })
}

/// Finds an organisation that the caller manages.
///
/// # Errors
///
/// As [`seat`]; `forbidden` for another member.
pub(super) fn managed(conn: &mut Conn, actor: &Actor, id: OrganisationId) -> Result<Seat, Error> {
    let seat = seat(conn, actor, id)?;
    if seat.manages() {
        Ok(seat)
    } else {
        Err(Error::rejected(Code::Forbidden).because("only those who manage the organisation may"))
    }
}
