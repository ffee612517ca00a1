//! The stream of changes to the public events, for partners who keep a copy of them: pages, long poll and Server-Sent Events.
//!
//! The catalogue knows the last log row of each event that is or was public, and since when it is as it is; so the stream is a walk
//! through the catalogue: it tells of each event once, in the order of the log, with its state of now. A cursor is the position of a reader in this
//! order, signed for the filters of the stream; the server remembers no reader. What an event was before is not stored either: one that
//! does not match the filters now is told as a removal, which means nothing to a reader who never had it.
//!
//! Everything is read from memory. The version of the catalogue is what pages and open streams wait for, so that a change by another
//! instance reaches them as soon as it reaches the catalogue. What is sent to the streams of the same filters at the same position is
//! rendered once ([`Streams`]).

mod event_stream;
mod list_changes;
mod page;
mod parameters;
mod reader;
mod snapshot;
mod streams;

pub(crate) use page::{Most, Part, Written, is_complete};
pub(crate) use parameters::stream;
pub(crate) use reader::{Reader, of_cursor, present};
pub(crate) use snapshot::link;
pub use streams::{Bounds, Streams};

use http::register::ServiceConfig;

/// Path of the operation below the API's prefix.
const PATH: &str = "/changes";

/// Registers the operation of the feature.
pub(crate) fn routes(cfg: &mut ServiceConfig<'_>) {
    cfg.service(list_changes::list_changes);
}
