//! Saved views of the queue: names for queries, each account its own.

mod delete;
mod list;
mod queries;
mod save;

use http::register::ServiceConfig;

pub(super) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list::list_queue_views)
        .service(save::save_queue_view)
        .service(delete::delete_queue_view);
}
