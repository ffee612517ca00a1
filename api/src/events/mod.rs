//! Files of events: what an organiser writes, files, follows and takes back.
//!
//! The store of a file ([`stored`], [`queries`]), who may see it ([`scope`]), how it is answered ([`mod@file`]), what the log
//! says of it ([`fact`]) and the one function that moves it ([`transition`]) serve the labels, too.

pub(crate) mod create;
mod duplicate;
pub(crate) mod fact;
pub(crate) mod file;
mod find;
mod history;
mod letters;
pub(crate) mod life_status;
mod list;
pub(crate) mod queries;
mod rows;
mod save;
pub(crate) mod scope;
pub(crate) mod stored;
mod submit;
pub(crate) mod transition;
mod upload_image;
mod validate;
mod withdraw;

use utoipa_actix_web::service_config::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_events)
        .service(create::create_event)
        .service(validate::validate_event)
        .service(find::get_event)
        .service(save::save_event)
        .service(submit::submit_event)
        .service(withdraw::withdraw_event)
        .service(duplicate::duplicate_event)
        .service(life_status::set_life_status)
        .service(history::list_history)
        .service(upload_image::upload_image);
}
