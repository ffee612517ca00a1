//! Held decisions: a coordinator lists them, and releases them or sends them back together. Each file is a job of its own, so that none
//! holds up the others, and its letter is sent once.

mod get_run;
pub(super) mod job;
mod list;
mod queries;
mod start_run;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_held_decisions)
        .service(start_run::start_held_run)
        .service(get_run::get_held_run);
}
