//! Review of event submissions: queue, assessment of the criteria, correction request, decision.
//!
//! Reviewers see the submissions of their territories; others do not exist for them (404). Nobody reviews their own event
//! (403 `own_event`).

mod act;
mod assess;
mod correct;
mod decide;
mod decide_change;
mod late_passes;
mod letters;
mod queries;
mod queue;
mod reach;
mod review;
mod revoke;
mod rows;
mod sheet;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(queue::list_queue)
        .service(review::get_review)
        .service(assess::assess_event)
        .service(correct::request_correction)
        .service(decide::decide_event)
        .service(decide_change::decide_change)
        .service(revoke::revoke_label);
    late_passes::routes(cfg);
}
