//! The audit log for the coordination, and its verification for administrators.

mod list;
mod queries;
mod verification;
mod verify;

pub(crate) use verification::jobs;

use http::register::ServiceConfig;

/// Kind of the log: a person started a verification of the log.
const VERIFIED: &str = "platform.log_verified";

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_log)
        .service(verify::verify_log)
        .service(verify::get_log_verification);
}
