//! What all features share of HTTP: reading input strictly, saying refusals one way, and who asks.

pub mod auth;
pub mod body;
pub mod client;
pub mod cors;
pub(crate) mod encoding;
pub mod etag;
pub mod idempotency;
pub mod paging;
pub mod path;
pub mod problems;
pub mod query;
pub mod routes;

pub use auth::{Actor, Caller};
pub use body::Body;
pub use path::Slug;
pub use query::Query;
