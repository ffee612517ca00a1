//! The foundation of every part of the server. It depends on diesel, but not on actix, and on no feature.
//!
//! | Module | Contents |
//! |---|---|
//! | [`attempts`] | counters for rate limits |
//! | [`blocking`] | runs blocking work off the request threads |
//! | [`clock`], [`ids`] | the current time, and identifiers derived from it |
//! | [`config`] | configuration from environment variables |
//! | [`db`] | connection pool, connection, types and migrations for both engines |
//! | [`error`] | the error type: rejected requests and internal failures |
//! | [`files`] | uploaded files, stored in a folder or in S3 |
//! | [`hex`] | hexadecimal text and digests |
//! | [`idempotency`] | stored responses to create requests |
//! | [`jobs`] | background jobs |
//! | [`log`] | the hash-chained audit log that every consumer of changes reads |
//! | [`mail`] | the outbox, and sending from it |
//! | [`secrets`] | secrets that are derived and not stored |
//! | [`telemetry`] | diagnostic logging of the process |
#![warn(unreachable_pub)]

pub mod attempts;
pub mod blocking;
pub mod clock;
pub mod config;
pub mod db;
pub mod error;
pub mod files;
pub mod hex;
pub mod idempotency;
pub mod ids;
pub mod jobs;
pub mod log;
pub mod mail;
mod outage;
pub mod proxies;
pub mod secrets;
pub mod telemetry;
