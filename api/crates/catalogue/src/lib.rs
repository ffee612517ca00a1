//! The in-memory search engine of the public events, without HTTP, SQL or the JSON of responses.
//!
//! One immutable [`Catalogue`] holds every labelled event, with a bitmap per filter value and per word. Its owner builds it and
//! advances it by a [`Delta`]: the next version shares everything that did not change with the one before, and replaces it
//! atomically. Readers never wait and never query the database. The catalogue is derived data: it can be rebuilt at any time.
//!
//! **Access.** [`Catalogue::find`] returns the [`Selection`] of events that match a query, in its order;
//! [`Catalogue::by_id`] and [`Catalogue::by_slug`] return one event. A rendered response is valid as long as its [`Key`] is the
//! same.
//!
//! **Sort orders.** By time: events with a current or upcoming occurrence first, by the beginning of the next one; then past
//! events, the latest to end first; ties by id. By relevance: the sum of the relevance steps ([`text`]) of all words, then by
//! time. By distance: in millimetres, then by time. The order by time changes only when an occurrence ends, so that a response
//! is valid until then. A cursor carries the moment of the first page: all pages follow the same order, whatever is inserted
//! in the meantime.
//!
//! **Changes.** Each event that is or was public has its last log row, and the one of its last change that readers see.
//! [`Catalogue::watched`] reads the events in the order of the former, which is the same on every instance, each with its state of now and
//! whether it matches a query.
//!
//! **Filters.** Filters are combined with AND, the values of one filter with OR, except accessibility, whose values must all
//! apply. `from`, `to` and the named days match an event with an occurrence on one of these days, in the local time of its
//! place; an occurrence that ends at midnight does not count for the next day. A cancelled occurrence counts only while all
//! occurrences of its event are cancelled. `available` matches an event with an occurrence, not over yet, that admits people. `bbox` and `radius` include their edges, and
//! exclude events that are online only.
#![warn(unreachable_pub)]

mod among;
mod cache;
mod change_order;
mod changes;
mod clusters;
mod counts;
mod edition_index;
mod entry;
mod facets;
mod figures;
mod filter;
mod index;
mod key;
mod map_point;
mod order;
mod organisers;
mod place_facets;
mod relevance;
mod scope;
mod selection;
mod similar;
mod space;
#[cfg(test)]
mod tests;
mod text;
mod times;
mod value;

pub use among::Among;
pub use cache::{EventCache, MemoryBudget, TextKind};
pub use change_order::Place;
pub use changes::{Changed, State, Watched};
pub use clusters::MapItem;
pub use counts::Counted;
pub use entry::{Entry, OtherIds, Rendered};
pub use index::{Catalogue, Change, Delta, EditionRecord, Found, GoneEvent};
pub use key::Key;
pub use map_point::ZOOM_MAX;
pub use order::Rank;
pub use selection::Selection;
