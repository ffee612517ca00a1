//! Alerts of visitors: a letter each morning with the new public events that match a search, without an account.
//!
//! An alert begins with a letter to its address, and sends nothing else until the link in it is confirmed. In the morning, a round of
//! the edition names each event that has become public since the last one (`rounds`); the alerts then look for theirs among these.
//! The address is deleted when somebody stops the alert, when nobody confirms it, and when the edition ends; it is in no log.

mod forget;
mod letters;
mod link;
mod queries;
mod request;
mod rounds;
mod rows;

pub(crate) use link::{OpenedAlert, confirm, find, stop};
pub(crate) use request::receive;

use crate::catalogue::Live;
use actix_web::web::Data;
use chrono::Duration;
use ground::jobs::Jobs;
use http::Services;
use http::limits::{Limit, UNLIMITED};
use http::register::ServiceConfig;

/// Path of the page of an alert, which the secret of a link follows.
const PAGE: &str = "/alertes/";

/// Requests from one client address.
const FROM_MACHINE: Limit = Limit {
    what: "alert_request",
    window: Duration::hours(1),
    per_person: UNLIMITED,
    per_machine: 20,
};
/// Requests for one e-mail address, and so letters to somebody who has asked for none.
const FOR_ADDRESS: Limit = Limit {
    what: "alert_request_for",
    window: Duration::days(1),
    per_person: 3,
    per_machine: UNLIMITED,
};
/// Alerts of one e-mail address that wait for their confirmation; a further one takes the place of the oldest.
const UNCONFIRMED_MAX: i64 = 5;

/// Registers the operations of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(request::request_alert);
}

/// Registers the hourly search for a morning to send letters in, and the removal of alerts that have ended.
pub(crate) fn jobs(jobs: Jobs, services: &Data<Services>, live: &Data<Live>) -> Jobs {
    let jobs = rounds::jobs(jobs, services, live);
    forget::jobs(jobs, services)
}
