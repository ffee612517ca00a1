//! OpenAgenda: what was filed there can be brought here.

mod import;
mod map;
mod source;
mod wire;

pub(crate) use import::{Entry, Fate, Import, run};
