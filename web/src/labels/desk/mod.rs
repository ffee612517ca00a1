//! The desk of a reviewer: a file on one screen, its decision, and the next file.

#![expect(
    clippy::large_types_passed_by_value,
    reason = "components own their props, and the desk is a struct of small handles"
)]

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
mod reasons;
mod saving;
mod session_end;
mod standard_texts;
mod state;
mod tabs;
mod visit;

pub use page::ReviewPage;
pub(super) use visit::Sheet;
