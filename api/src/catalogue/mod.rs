//! The catalogue: what the public reads, in memory.
//!
//! One immutable [`Catalogue`] holds every labelled event, with a bitmap for each value of each filter and for each word.
//! It is built from the database at start and advanced from the log ([`follow`](follow::follow)): the next version shares
//! all that did not change with the one before and takes its place in one step. Readers never wait and never ask the
//! database. It is derived data: dropped, it comes back.
//!
//! **One way in.** [`Live::get`] gives the version that holds, [`Catalogue::find`] the [`Selection`] that answers a query, in
//! its order, [`Catalogue::by_id`] and [`Catalogue::by_slug`] one event. What is rendered goes through [`Live::answer`] under
//! [`Catalogue::key`]: made once a version, kept with its encodings, given with its tag.
//!
//! **Order of a list.** By time: events that still have an occurrence to come (or running) first, by the beginning of the next
//! one; then those that are over, the latest to end first; by id where these are equal. By relevance: the sum of the steps
//! ([`text`]) of all words first, by distance: the millimetres first, then by time. The order by time changes only when an
//! occurrence ends, so that an answer is good until then. A cursor carries the moment of its first page: all pages of one
//! reading stand in the same order, whatever is inserted meanwhile.
//!
//! **Filters.** Cumulative; the values of one filter are alternatives, except accessibility, of which all must be there.
//! `from`, `to` and the named days ask for an occurrence whose days, on the clocks of its place, meet them; an evening that
//! ends at midnight does not reach the next day. `bbox` holds its edges, `radius` its rim, and neither an event that is online
//! only.

mod answer;
mod clusters;
mod entry;
mod facets;
mod filter;
mod follow;
mod get_facets;
mod get_figures;
mod get_public_event;
mod get_public_event_by_slug;
mod index;
mod list_event_clusters;
mod list_event_points;
mod list_public_events;
mod live;
mod order;
mod parameters;
mod parts;
mod queries;
mod relevance;
mod rows;
mod scope;
mod selection;
mod shelf;
mod space;
#[cfg(test)]
mod tests;
mod text;
mod times;
mod value;

pub use answer::Answer;
pub(crate) use answer::{CACHE_CONTROL, digest};
pub use entry::Entry;
pub use follow::follow;
pub use index::Catalogue;
pub use index::{Found, Remains};
pub use live::Key;
pub use live::Live;
pub use parameters::{Filters, filters, filters_and, normalised, refusal};
pub(crate) use parts::{Part, Room};
pub use selection::Selection;

use utoipa_actix_web::service_config::ServiceConfig;

/// What the feature answers.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_public_events::list_public_events)
        .service(list_event_points::list_event_points)
        .service(list_event_clusters::list_event_clusters)
        .service(get_facets::get_facets)
        .service(get_figures::get_figures)
        .service(get_public_event::get_public_event)
        .service(get_public_event_by_slug::get_public_event_by_slug);
}
