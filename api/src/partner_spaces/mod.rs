//! Spaces of partners: opened by the coordination, and joined by invitation.
//!
//! Whoever belongs to a space has the role `partner`, which the policy table admits to it; the role comes with the first membership and
//! goes with the last. All members of a space may do the same. The coordination closes a space: its keys and webhooks end, and it is read only.

mod accept;
pub(crate) mod access;
mod answer;
mod close;
pub(crate) mod departure;
mod fact;
mod get;
mod invite;
mod list;
mod list_invitations;
mod members;
mod open;
pub(crate) mod queries;
mod revoke;
mod rows;

pub(crate) use close::close;

use crate::invitations::Row as _;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;
use rows::InvitationRow;

/// Invitations of one person, each of which sends a mail to somebody who may not be waiting for one.
const WRITE_TO: Limit = Limit {
    what: "partner_letter",
    window: Duration::hours(1),
    per_person: 30,
    per_machine: UNLIMITED,
};

/// Deletes invitations that expired before that time.
///
/// # Errors
///
/// When the database fails.
pub(crate) fn forget_invitations(conn: &mut Conn, before: DateTime<Utc>) -> Result<(), Error> {
    InvitationRow::forget(conn, before)
}

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_partner_spaces)
        .service(open::open_partner_space)
        .service(get::get_partner_space)
        .service(invite::invite_partner_member)
        .service(revoke::revoke_partner_invitation)
        .service(members::remove_partner_member)
        .service(list_invitations::list_partner_invitations)
        .service(answer::preview_partner_invitation)
        .service(accept::accept_partner_invitation)
        .service(answer::decline_partner_invitation);
}
