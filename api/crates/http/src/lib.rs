//! HTTP code that all routes share: strict input, error responses, conditional requests, paging, cached responses,
//! authentication and authorisation.
//!
//! It depends on actix and on no feature; SQL stays in [`ground`].
#![warn(unreachable_pub)]

pub mod accept;
pub mod answer;
mod arrival;
pub mod auth;
pub mod body;
pub mod client;
pub mod cors;
pub mod deprecations;
pub mod encoding;
pub mod error;
pub mod etag;
pub mod idempotency;
pub mod intake;
pub mod limits;
pub mod modified;
mod objects;
pub mod paging;
pub mod parts;
pub mod path;
pub mod problems;
pub mod query;
pub mod ranges;
pub mod rates;
pub mod register;
pub mod routes;
mod services;
pub mod span;
pub mod unread;

/// Path prefix of the versioned API.
pub const API: &str = "/api/v1";

pub use answer::Answer;
pub use arrival::{Arrival, note as note_arrival};
pub use auth::{Actor, Caller};
pub use body::{Body, OptionalBody};
pub use error::ApiError;
pub use intake::Intake;
pub use path::Slug;
pub use query::Query;
pub use services::{Services, Site};
