//! The server of the « Semaine de l'Industrie » and its command line.
//!
//! | Room | What is in it |
//! |---|---|
//! | [`app`] | the state, the one list of features, the server |
//! | [`accounts`] | people, sessions, keys |
//! | [`catalogue`] | what the public reads, in memory |
//! | [`cli`] | the command line |
//! | [`clock`], [`ids`] | the time, and identifiers made from it |
//! | [`config`] | the environment |
//! | `demo` | the demonstration |
//! | `criteria` | what was answered on each criterion |
//! | [`db`] | pool, connection, types and migrations for both engines |
//! | [`editions`] | the editions of the programme |
//! | [`error`] | refusals and failures |
//! | `events` | the files of organisers, from the draft on |
//! | [`files`] | the files that people bring, in a folder |
//! | `formats` | the events in the formats that others read |
//! | [`http`] | strict input, conditional requests, paging, who asks |
//! | [`images`] | the pictures of the events |
//! | `labels` | the queue, the check and the decisions |
//! | [`log`] | the hash-chained log that everything follows |
//! | [`mail`] | the outbox and its sender |
//! | `outbox` | the outbox, to read |
//! | `platform` | what the server tells about itself |
//! | `openagenda` | what was filed on OpenAgenda, brought here |
//! | [`places`] | the gazetteer: communes by name, code and position |
//! | [`site`] | the single-page application |
//! | [`telemetry`] | the log of the process |
#![warn(unreachable_pub)]

pub mod accounts;
mod addresses;
pub mod app;
pub mod catalogue;
pub mod cli;
mod criteria;
mod demo;
pub mod editions;
mod events;
pub mod exports;
mod health;
pub mod images;
mod labels;
mod middleware;
mod ogc;
mod openagenda;
mod openapi;
pub mod opendata;
mod outbox;
pub mod places;
mod platform;
pub mod site;
