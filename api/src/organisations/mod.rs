//! Organisations that run events: their records, members and mandates.
//!
//! A record belongs to one SIRET or UAI number. It is created by hand, by somebody who then manages it, or when the number is first
//! submitted with an event, without members. Members are invited; [`access`] decides what each role may do. `events` shares the
//! storage ([`queries`]), since the members of an organisation work on the events filed in its name, and `site` shares what is
//! public ([`public`]). Records of the same organisation are merged: the identifier of the one that went leads to the other.

mod accept;
mod access;
mod answer;
mod companies;
mod create;
mod decline;
pub(crate) mod departure;
mod fact;
mod get;
mod history;
mod invite;
mod letters;
mod list;
mod list_invitations;
mod mandates;
mod members;
mod merge;
mod merge_preview;
pub(crate) mod named;
mod people;
mod preview;
pub(crate) mod public;
pub(crate) mod queries;
mod register;
mod revoke;
mod rows;
mod search_companies;
mod update;

pub use companies::Companies;

use crate::invitations::Row as _;
use chrono::{DateTime, Duration, Utc};
use ground::db::Conn;
use ground::error::Error;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;
use rows::InvitationRow;

/// Invitations and requests of one person, each of which sends a mail to somebody who may not be waiting for one.
const WRITE_TO: Limit = Limit {
    what: "organisation_letter",
    window: Duration::hours(1),
    per_person: 30,
    per_machine: UNLIMITED,
};
/// Searches in the register of companies: one person cannot use up what the register allows the server.
const SEARCH: Limit = Limit {
    what: "search_companies",
    window: Duration::minutes(1),
    per_person: 100,
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
    cfg.service(search_companies::search_companies)
        .service(list::list_organisations)
        .service(create::create_organisation)
        .service(get::get_organisation)
        .service(update::update_organisation)
        .service(people::get_organisation_people)
        .service(invite::invite_member)
        .service(revoke::revoke_member_invitation)
        .service(members::set_member_role)
        .service(members::remove_member)
        .service(list_invitations::list_member_invitations)
        .service(preview::preview_member_invitation)
        .service(accept::accept_member_invitation)
        .service(decline::decline_member_invitation)
        .service(mandates::request_mandate)
        .service(mandates::accept_mandate)
        .service(mandates::end_mandate)
        .service(history::list_organisation_history)
        .service(register::list_registered_organisations)
        .service(merge_preview::preview_merge)
        .service(merge::merge_organisations);
}
