//! The outbox: what the platform wrote, for administrators, and for anybody on a demonstration.

mod links;
mod outbox_page;

pub use outbox_page::OutboxPage;
