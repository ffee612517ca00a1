//! What all features share of HTTP: reading input strictly, saying refusals one way, and who asks.

pub mod auth;
pub mod body;
pub mod client;
pub mod cors;
pub(crate) mod encoding;
pub mod error;
pub mod etag;
pub mod idempotency;
pub mod paging;
pub mod path;
pub mod problems;
pub mod query;
pub mod routes;
mod services;
pub mod span;

/// Where the versioned API lives.
pub const API: &str = "/api/v1";

pub use auth::{Actor, Caller};
pub use body::Body;
pub use error::ApiError;
pub use path::Slug;
pub use query::Query;
pub use services::{Services, Site};
