//! Changes of labelled events.
//!
//! What the organisers write is kept in a table of its own. When they submit it, what is not material is public at once, and the rest
//! waits for a reviewer; `shared::event::LabelledEvent` says which is which. While a change waits, the review clock of the event
//! runs, and its version grows with every step, so that a decision on something that has changed is refused.

pub(crate) mod decision;
mod discard;
mod end;
mod get;
mod letters;
mod present;
mod publish;
mod queries;
mod rows;
mod save;
mod stored;
mod submit;
mod withdraw;

pub(crate) use end::{end_waiting, end_with_label, forget};
pub(crate) use present::status;

use utoipa_actix_web::service_config::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(get::get_change)
        .service(save::save_change)
        .service(discard::discard_change)
        .service(submit::submit_change)
        .service(withdraw::withdraw_change);
}
