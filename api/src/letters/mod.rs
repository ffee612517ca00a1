//! Work on what letters say: the kinds with their tags, a preview with any event submission, and a letter to oneself on trial.
//!
//! The words of an edition are part of the edition, and stored with it.

mod list;
mod preview;
mod trial;
mod values;

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_letters)
        .service(preview::preview_letter)
        .service(trial::try_letter);
}
