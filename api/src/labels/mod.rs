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
mod groups;
mod held;
mod late_passes;
mod letters;
mod notes;
mod opinions;
mod queries;
mod queue;
mod reach;
pub(crate) mod release;
pub(crate) mod reminders;
mod reopen;
mod review;
mod reviewers;
mod revoke;
mod second_look;
mod sheet;
pub(crate) mod silence;
mod undo;

pub(crate) use queue::QueueIndex;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    queue::routes(cfg);
    cfg.service(review::get_review)
        .service(assess::assess_event)
        .service(correct::request_correction)
        .service(decide::decide_event)
        .service(undo::undo_decision)
        .service(decide_change::decide_change)
        .service(revoke::revoke_label)
        .service(reopen::reopen_event);
    groups::routes(cfg);
    notes::routes(cfg);
    opinions::routes(cfg);
    held::routes(cfg);
    second_look::routes(cfg);
    late_passes::routes(cfg);
}
