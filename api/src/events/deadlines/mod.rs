//! The private calendar of deadlines of an organiser: its secret address, and its content.

mod address;
mod export;
mod queries;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(address::get_deadline_calendar)
        .service(address::renew_deadline_calendar)
        .service(address::revoke_deadline_calendar)
        .service(export::export_deadlines);
}
