//! The public catalogue: labelled events, served from memory to anyone.
//!
//! [`Live`] holds the current version of the catalogue (crate `catalogue`), built from the database at start and advanced from
//! the log ([`follow`](follow::follow)), and the responses rendered from it. Reads never block and never query the database.

mod follow;
mod geo_json;
mod get_facets;
mod get_figures;
mod get_public_event;
mod get_public_event_by_slug;
mod get_public_file;
mod list_event_clusters;
mod list_event_points;
mod list_public_events;
mod live;
mod parameters;
mod queries;
mod rows;
mod search_organisers;
mod view;

pub use follow::follow;
pub(crate) use get_public_event::published;
pub use live::Live;
pub(crate) use live::Versions;
pub(crate) use parameters::Filters;

use http::register::ServiceConfig;

/// Registers the operations of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_public_events::list_public_events)
        .service(list_event_points::list_event_points)
        .service(list_event_clusters::list_event_clusters)
        .service(get_facets::get_facets)
        .service(search_organisers::search_organisers)
        .service(get_figures::get_figures)
        .service(get_public_event::get_public_event)
        .service(get_public_event_by_slug::get_public_event_by_slug)
        .service(get_public_file::get_public_file);
}
