//! Likely duplicates of an event, and what people say about them.

mod list;
mod mark;
mod queries;

pub(crate) use list::duplicates_of;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_duplicates)
        .service(mark::mark_duplicate);
}
