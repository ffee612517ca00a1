//! People who work on one event submission besides its owner, and the invitations that make them.
//!
//! An invitation goes to an e-mail address, with or without an account. Its mailed link shows what it offers, and declines it;
//! accepting it requires an account with that address, verified. An invitation as owner is a transfer: it takes effect when it is
//! accepted, and the former owner stays as a co-editor. [`super::scope`] decides what each role may do.

mod accept;
mod answer;
mod decline;
mod get;
mod invite;
mod jobs;
mod letters;
mod list;
mod preview;
pub(crate) mod queries;
mod remove;
mod revoke;
mod rows;

pub(crate) use jobs::jobs;
pub(crate) use letters::inherited;

use chrono::Duration;
use http::limits::{Limit, UNLIMITED};
use utoipa_actix_web::service_config::ServiceConfig;

/// Invitations, each of which sends a mail to an address that may not be waiting for one.
const INVITE: Limit = Limit {
    what: "invite",
    window: Duration::hours(1),
    per_person: 30,
    per_machine: UNLIMITED,
};
/// Attempts to use the secrets of invitations.
const ANSWER: Limit = Limit {
    what: "invitation",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 120,
};

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
