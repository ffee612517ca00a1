//! Typed API client: one function per operation. Nothing outside this module deals with JSON or HTTP.
//!
//! [`client`] sends requests, renews an expired session once, and turns every failure into a [`CallError`]. [`Remote`]
//! stores a response for a page, and drops the request when the page is left.

pub mod accounts;
pub mod administration;
pub mod catalogue;
pub mod changes;
pub mod client;
pub mod conversations;
pub mod editions;
mod error;
pub mod events;
pub mod groups;
pub mod held;
pub mod imports;
pub mod kit;
pub mod labels;
pub mod late_passes;
pub mod letters;
pub mod organisations;
pub mod outbox;
pub mod partners;
pub mod pending;
pub mod places;
pub mod queue;
mod remote;
pub mod revisions;
pub mod together;

pub use client::Versioned;
pub use error::CallError;
pub use remote::{Mutation, Remote};
