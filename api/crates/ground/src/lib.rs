//! What every part of the server stands on. Knows diesel, not actix, and no feature.
//!
//! | Module | Contents |
//! |---|---|
//! | [`attempts`] | counters of rate limits |
//! | [`blocking`] | work that blocks, off the threads that answer |
//! | [`clock`], [`ids`] | the time, and identifiers made from it |
//! | [`config`] | the environment |
//! | [`db`] | pool, connection, types and migrations for both engines |
//! | [`error`] | refusals and failures |
//! | [`files`] | uploaded files, in a folder |
//! | [`hex`] | hexadecimal text and digests |
//! | [`idempotency`] | stored answers of creations |
//! | [`jobs`] | background jobs |
//! | [`log`] | the hash-chained log that everything follows |
//! | [`mail`] | the outbox and its sender |
//! | [`telemetry`] | the log of the process |
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
pub mod telemetry;
