//! The desk of a reviewer: a file on one screen, its decision, and the next file.

mod bar;
mod changes;
mod correction;
mod criterion;
mod decide;
mod draft;
mod facts;
mod keys;
mod order;
mod override_dialog;
mod page;
mod saving;
mod state;
mod tabs;
mod visit;

pub use page::ReviewPage;
pub(super) use visit::Sheet;
