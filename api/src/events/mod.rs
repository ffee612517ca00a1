//! Event submissions, as an organiser writes, submits, follows and withdraws them.
//!
//! `leaving` shares what one person holds ([`holdings`]), `agendas` what an organiser does ([`acts`]).
//!
//! `labels` shares the storage ([`stored`], [`queries`]), the access rules ([`scope`]), the response ([`mod@file`]), the log
//! entries ([`fact`]) and the one function that changes the label state ([`transition`]).

pub(crate) mod acts;
pub(crate) mod certificate;
pub(crate) mod change;
pub(crate) mod co_editing;
pub(crate) mod commune;
pub(crate) mod conversation;
pub(crate) mod correction;
pub(crate) mod correction_wait;
mod create;
mod deadlines;
mod decision_details;
mod drafts;
mod duplicate;
pub(crate) mod duplicates;
pub(crate) mod edition_closed;
mod expected;
pub(crate) mod external;
pub(crate) mod fact;
pub(crate) mod file;
mod filed;
mod files;
mod find;
mod history;
pub(crate) mod holdings;
mod kit_preparation;
mod late;
pub(crate) mod letters;
pub(crate) mod life_status;
mod list;
pub(crate) mod new_draft;
pub(crate) mod notices;
mod occurrence_state;
mod organisation;
mod places;
mod pointers;
pub(crate) mod queries;
mod quota;
mod reading;
pub(crate) mod reminders;
mod renew;
mod renew_all;
mod report;
pub(crate) mod review_requests;
mod routed;
mod rows;
mod save;
pub(crate) mod scope;
mod series;
pub(crate) mod stored;
mod submit;
pub(crate) mod transition;
pub(crate) mod upload_check;
mod upload_image;
pub(crate) mod uploads;
mod validate;
pub(crate) mod visitor_messages;
mod withdraw;

pub(crate) use kit_preparation::PrepareKit;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    // Before `/events/{id}`, which its paths would match too.
    reading::routes(cfg);
    cfg.service(list::list_events)
        .service(create::create_event)
        .service(validate::validate_event)
        .service(renew_all::renew_events)
        .service(find::get_event)
        .service(save::save_event)
        .service(submit::submit_event)
        .service(withdraw::withdraw_event)
        .service(duplicate::duplicate_event)
        .service(renew::renew_event)
        .service(life_status::set_life_status)
        .service(report::report_event)
        .service(occurrence_state::set_occurrence_state)
        .service(history::list_history)
        .service(upload_image::upload_image)
        .service(files::upload_answer_file)
        .service(files::get_answer_file);
    certificate::routes(cfg);
    change::routes(cfg);
    deadlines::routes(cfg);
    duplicates::routes(cfg);
    external::routes(cfg);
    co_editing::routes(cfg);
    conversation::routes(cfg);
    visitor_messages::routes(cfg);
    organisation::routes(cfg);
}
