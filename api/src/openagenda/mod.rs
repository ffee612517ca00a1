//! OpenAgenda: what was filed there can be brought here.

mod import;
mod map;
mod source;
mod wire;

pub use import::{Entry, Fate, Import, run};
