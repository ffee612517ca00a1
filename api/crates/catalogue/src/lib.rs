//! The search engine of the public events, in memory. No HTTP, no SQL, no JSON of answers.
//!
//! One immutable [`Catalogue`] holds every labelled event, with a bitmap for each value of each filter and for each word.
//! Its owner builds it and advances it by a [`Delta`]: the next version shares
//! all that did not change with the one before and takes its place in one step. Readers never wait and never ask the
//! database. It is derived data: dropped, it comes back.
//!
//! **One way in.** [`Catalogue::find`] the [`Selection`] that answers a query, in
//! its order, [`Catalogue::by_id`] and [`Catalogue::by_slug`] one event. What is rendered of a version
//! is good as long as its [`Key`] is the same.
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
#![warn(unreachable_pub)]

mod clusters;
mod entry;
mod facets;
mod figures;
mod filter;
mod index;
mod key;
mod order;
mod parts;
mod relevance;
mod scope;
mod selection;
mod shelf;
mod space;
#[cfg(test)]
mod tests;
mod text;
mod times;
mod value;

pub use clusters::{Spotted, ZOOM_MAX};
pub use entry::{Entry, Rendered};
pub use index::{Catalogue, Change, Delta, Found, Remains};
pub use key::Key;
pub use order::Rank;
pub use parts::{Part, Parts, Room};
pub use selection::Selection;
