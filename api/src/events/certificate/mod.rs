//! Certificates of labelled events: issued with the label, printed as PDF, verified by anybody.
//!
//! A row per certificate keeps what is printed as it was on that day, so that the same certificate is always the same file. The
//! transaction that grants a label issues one ([`issue::with_decision`]); so does the one that accepts a change. A change that
//! nobody checks leads to another certificate only when it changes what is printed ([`issue::after_edit`]). A label that was
//! granted by an older release, or in bulk, has its certificate issued when somebody first asks for it.

mod check;
mod content;
mod get;
pub(super) mod issue;
mod press;
mod queries;
mod rows;

pub(crate) use check::{Found, look_up};
pub(crate) use issue::code_of;
pub(crate) use press::Presses;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_certificate)
        .service(check::check_certificate);
}
