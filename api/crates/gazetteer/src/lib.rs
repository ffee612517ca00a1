//! Communes of France with their departments and regions: by code, by name with typo tolerance, by position.
//!
//! All data comes from tables embedded in the binary; no other service is called. [`Gazetteer::embedded`] parses them once.
#![warn(unreachable_pub)]

mod gazetteer;
mod index;
mod keys;
mod nearest;
mod normalise;
mod search;

pub use gazetteer::Gazetteer;
pub use search::MAX_QUERY_CHARS;
