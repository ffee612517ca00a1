//! Access rules of a single space.

use super::queries;
use super::rows::SpaceRow;
use ground::db::Conn;
use ground::error::Error;
use ground::log::{self, By};
use http::Actor;
use shared::account::Role;
use shared::id::PartnerSpaceId;
use shared::problem::Code;

/// A space, and the author of what the caller changes in it.
pub(crate) struct Seat {
    pub(crate) space: SpaceRow,
    /// Author of a change.
    pub(crate) by: By,
    /// True when the caller belongs to the space.
    pub(crate) is_member: bool,
}

impl Seat {
    /// The same seat in a space that is open.
    ///
    /// # Errors
    ///
    /// `space_closed` when the coordination has closed it.
    pub(crate) fn open(self) -> Result<Self, Error> {
        if self.space.is_closed() {
            return Err(Error::rejected(Code::SpaceClosed));
        }
        Ok(self)
    }
}

/// Finds an open space as [`seat`] does, and keeps it open until the caller's transaction ends.
///
/// # Errors
///
/// Those of [`seat`]; `space_closed` when the coordination has closed it.
pub(crate) fn open_seat(conn: &mut Conn, actor: &Actor, id: PartnerSpaceId) -> Result<Seat, Error> {
    log::hold(conn)?;
    seat(conn, actor, id)?.open()
}

/// Author of what only the coordination does with a space.
pub(super) fn coordination(actor: &Actor) -> By {
    let role = if actor.account.has(Role::Coordinator) {
        Role::Coordinator
    } else {
        Role::Administrator
    };
    By::Person(actor.account.id, role)
}

/// Finds a space that the caller belongs to, or any for the coordination.
///
/// # Errors
///
/// `not_found` when it does not exist or the caller has nothing to do with it.
pub(crate) fn seat(conn: &mut Conn, actor: &Actor, id: PartnerSpaceId) -> Result<Seat, Error> {
    let space = queries::find(conn, id)?.ok_or_else(Error::not_found)?;
    let account = actor.account.id;
    let is_member =
        actor.account.has(Role::Partner) && queries::is_member(conn, space.id(), account)?;
    let reached = actor.reaches(None, None);
    let capacity = match (is_member, reached) {
        (true, _) => Role::Partner,
        (false, Some(role)) => role,
        (false, None) => return Err(Error::not_found()),
    };
    Ok(Seat {
        space,
        by: By::Person(account, capacity),
        is_member,
    })
}
