//! The page on which somebody composes the tag by which another site shows events.

mod page;

pub use page::BuilderPage;
