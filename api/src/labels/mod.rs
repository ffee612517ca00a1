//! The check of the files: the queue, the answers on the criteria, the correction request, the decision.
//!
//! Whoever checks sees the files of their territories; outside them a file does not exist (404). Nobody checks a file of
//! their own (403 `own_event`).

mod act;
mod assess;
mod correct;
mod decide;
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
        .service(revoke::revoke_label);
}
