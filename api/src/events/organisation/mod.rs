//! The organisation in whose name an event is filed.
//!
//! Its members work on the submission by their roles ([`super::scope`]). A federation or chamber files for a company that has mandated
//! it: then the members of both do.

mod get;
mod set;

pub(super) use set::carry;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_event_organisation)
        .service(set::set_event_organisation);
}
