//! Review of event submissions: queue, assessment of the criteria, correction request, decision.
//!
//! Reviewers see the submissions of their territories; others do not exist for them (404). Nobody reviews their own event
//! (403 `own_event`).

mod act;
mod assess;
mod background;
mod correct;
mod decide;
mod decide_change;
mod late_passes;
mod letters;
mod queries;
mod queue;
mod reach;
pub(crate) mod release;
mod review;
mod revoke;
mod sheet;
mod undo;

pub(crate) use queue::QueueIndex;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    queue::routes(cfg);
    cfg.service(review::get_review)
        .service(assess::assess_event)
        .service(correct::request_correction)
        .service(decide::decide_event)
        .service(undo::undo_decision)
        .service(decide_change::decide_change)
        .service(revoke::revoke_label);
    late_passes::routes(cfg);
}
