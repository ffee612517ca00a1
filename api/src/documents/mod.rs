//! Documents that answer an additional field of a form.
//!
//! A document is checked by its content ([`content`]), and named by the hash of it ([`store`]); only the form of an event
//! refers to it. Who may read the form may read it; it is public only where the edition publishes the answer. Those that no
//! event uses are removed after a week ([`DocumentShelf`]), and at once those of events that were deleted.

pub(crate) mod content;
mod respond;
mod store;

pub(crate) use respond::{attachment, download, tag};
pub(crate) use store::{DocumentShelf, Documents};
