//! Communes of France with their departments and regions: by code, by name as people write it, by position.
//!
//! One table in the binary answers everything; no other service is asked. [`Gazetteer::embedded`] reads it once.
#![warn(unreachable_pub)]

mod gazetteer;
mod index;
mod keys;
mod nearest;
mod normalise;
mod search;

pub use gazetteer::Gazetteer;
pub use search::MAX_QUERY_CHARS;
