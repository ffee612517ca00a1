//! The end of a space.

use super::access::coordination;
use super::{fact, queries};
use ground::db::Conn;
use ground::error::Error;
use ground::log;
use http::{Actor, Services};
use shared::id::PartnerSpaceId;
use shared::partner::PartnerSpacePeople;
use shared::problem::Code;

/// Closes a space with its keys, webhooks and open invitations, and returns it as the caller sees it.
///
/// # Errors
///
/// `not_found`; `space_closed` when it is closed already.
pub(crate) fn close(
    conn: &mut Conn,
    services: &Services,
    actor: &Actor,
    id: PartnerSpaceId,
) -> Result<PartnerSpacePeople, Error> {
    let now = services.clock.now();
    let space = queries::find(conn, id)?.ok_or_else(Error::not_found)?;
    // First, since appending takes the lock under which nobody makes a key or a webhook.
    let entry = fact::entry(space.partner(), fact::CLOSED, coordination(actor));
    log::append(conn, now, &entry)?;
    if !queries::close(conn, id.into(), actor.account.id, now)? {
        return Err(Error::rejected(Code::SpaceClosed));
    }
    let space = queries::find(conn, id)?.ok_or_else(Error::not_found)?;
    queries::people(conn, &space, actor.account.id, now)
}
