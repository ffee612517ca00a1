//! Editions of the programme: everything that differs from year to year, as data.

pub(crate) mod event_schema;
mod get;
mod list;
pub(crate) mod put;
pub(crate) mod queries;
mod rows;
mod vocabularies;

pub use put::{Put, put};

use http::register::ServiceConfig;

pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_editions)
        .service(get::get_edition)
        .service(event_schema::get_event_schema)
        .service(vocabularies::list_vocabularies);
}

/// Time for which editions may be cached, in seconds.
const MAX_AGE_S: u32 = 60;
