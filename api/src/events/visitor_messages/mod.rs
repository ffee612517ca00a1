//! Messages of visitors to the organiser of a public event: questions, and reports of errors.
//!
//! A visitor needs no account, and never learns an address of the organiser; only the organiser learns the visitor's, to which
//! answers by mail go. What the organiser has not settled in time also goes to the referents, without that address. The text is kept
//! for as long as the edition says, here and in the outbox, and is never in the log.

mod jobs;
mod letters;
mod list;
mod queries;
mod receive;
mod rows;
mod settle;
mod write;

pub(crate) use jobs::jobs;
pub(crate) use receive::receive;

use chrono::Duration;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;

/// Messages about one event, and from one client address.
const ABOUT_EVENT: Limit = Limit {
    what: "visitor_message",
    window: Duration::hours(1),
    per_person: 30,
    per_machine: 10,
};
/// Messages with one address for the answer.
const FROM_ADDRESS: Limit = Limit {
    what: "visitor_message_from",
    window: Duration::days(1),
    per_person: 10,
    per_machine: UNLIMITED,
};

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(write::write_to_event)
        .service(list::list_visitor_messages)
        .service(settle::settle_visitor_message);
}
