//! The outbox: mails sent by the platform, for administrators, and for everyone on a demonstration server.

mod links;
mod outbox_page;
mod resend;

pub use outbox_page::OutboxPage;
