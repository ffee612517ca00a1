//! The accounts as the coordination and the administrators manage them: people with their roles, and invitations to a role.
//!
//! Administrators manage everybody, coordinators the referents. Nobody manages their own account, and the last administrator and the
//! last coordinator keep their role. Each change holds the lock of the log while it reads who may do what, so that of two changes at
//! the same moment the second one sees the first.

mod accept;
mod change;
mod disable;
mod get;
mod grants;
mod invitations;
mod invite;
mod letters;
mod offer;
mod queries;
mod search;
mod sessions;
mod sheet;

pub(in crate::accounts) use queries::forget_invitations;

use chrono::Duration;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;

/// Kind of the log: somebody was invited to a role.
const INVITED: &str = "platform.role_invited";
/// Kind of the log: an invitation to a role was revoked.
const INVITATION_REVOKED: &str = "platform.role_invitation_revoked";
/// Kind of the log: an account was given a role.
const GRANTED: &str = "account.granted";
/// Kind of the log: an invitation to a role was accepted, which gave it.
const JOINED: &str = "account.invitation_accepted";
/// Kind of the log: a role was taken back.
const REMOVED: &str = "account.grant_removed";
/// Kind of the log: an account was disabled.
const DISABLED: &str = "account.disabled";
/// Kind of the log: an account was enabled again.
const ENABLED: &str = "account.enabled";
/// Kind of the log: somebody else ended sessions of an account.
const SIGNED_OUT: &str = "account.signed_out";

/// Invitations of one person, each of which sends a mail to somebody who may not be waiting for one.
const INVITE: Limit = Limit {
    what: "role_invitation",
    window: Duration::hours(1),
    per_person: 250,
    per_machine: UNLIMITED,
};
/// Attempts to use the secrets of invitations.
const ANSWER: Limit = Limit {
    what: "role_offer",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 120,
};

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(search::search_people)
        .service(get::get_person)
        .service(grants::add_grant)
        .service(grants::remove_grant)
        .service(disable::disable_person)
        .service(disable::enable_person)
        .service(sessions::sign_out_person)
        .service(sessions::end_person_session)
        .service(invitations::list_role_invitations)
        .service(invitations::revoke_role_invitation)
        .service(invite::invite_to_role)
        .service(offer::preview_role_invitation)
        .service(accept::accept_role_invitation);
}
