//! Communes of France with their departments and regions: by code, by name (former ones too) with typo tolerance,
//! by position; EPCI and territories of the programme "Territoires d'industrie" by their communes.
//!
//! The tables are embedded in the binary; the contours of the communes come from the caller. No other service is
//! called. [`Gazetteer::embedded`] parses them once.
#![warn(unreachable_pub)]

mod contours;
mod fit;
mod gazetteer;
mod groups;
mod index;
mod keys;
mod lists;
mod nearest;
mod normalise;
mod row;
mod search;
mod table;

pub use contours::Contours;
pub use gazetteer::Gazetteer;
pub use lists::{Group, by_name};
pub use normalise::written_out;
pub use search::MAX_QUERY_CHARS;
