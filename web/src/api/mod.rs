//! The typed client of the API: one function an operation, and the only place that knows JSON and HTTP.
//!
//! [`client`] sends, renews the session once when it has lapsed, and turns every failure into a [`CallError`].
//! [`Remote`] holds what the server said in a page, and drops the request when the page is left.

pub mod accounts;
pub mod catalogue;
pub mod client;
pub mod editions;
mod error;
pub mod events;
pub mod labels;
pub mod outbox;
pub mod pending;
pub mod places;
mod remote;

pub use client::Answer;
pub use error::CallError;
pub use remote::{Remote, Submission};
