//! People who work on one event submission besides its owner, and the invitations that make them.
//!
//! An invitation as owner is a transfer: it takes effect when it is accepted, and the former owner stays as a co-editor.
//! [`super::scope`] decides what each role may do; `invitations` has what those to organisations share.

mod accept;
mod answer;
mod decline;
mod get;
mod invite;
mod letters;
mod list;
mod preview;
pub(crate) mod queries;
mod remove;
mod revoke;
mod rows;

pub(crate) use letters::inherited;

use crate::invitations::Row as _;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;
use rows::InvitationRow;

/// Invitations, each of which sends a mail to an address that may not be waiting for one.
const INVITE: Limit = Limit {
    what: "invite",
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

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_co_editing)
        .service(invite::invite_co_editor)
        .service(revoke::revoke_invitation)
        .service(remove::remove_co_editor)
        .service(list::list_invitations)
        .service(preview::preview_invitation)
        .service(accept::accept_invitation)
        .service(decline::decline_invitation);
}
