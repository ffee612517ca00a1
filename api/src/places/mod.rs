//! Places: where a commune is, which department and region it lies in, and how people write it.
//!
//! Everything comes from one table in the binary, read once at start; nothing here asks another service.

mod gazetteer;
mod index;
mod normalise;
mod search;

pub use gazetteer::Gazetteer;
