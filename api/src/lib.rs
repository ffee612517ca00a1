//! Server and command line of the platform of the Semaine de l'Industrie.
//!
//! | Module | Contents |
//! |---|---|
//! | [`app`] | shared state, list of features, server |
//! | [`accounts`] | accounts, sessions, keys |
//! | [`catalogue`] | labelled events in memory, and the public operations on them |
//! | [`cli`] | command line |
//! | [`clock`], [`ids`] | clock, and time-ordered identifiers |
//! | [`config`] | configuration from the environment |
//! | `demo` | demonstration data |
//! | `criteria` | assessments of the criteria |
//! | [`db`] | connection pool, types and migrations for both database engines |
//! | [`editions`] | editions of the programme |
//! | [`error`] | rejections and internal errors |
//! | `events` | event submissions, from the draft on |
//! | [`files`] | file store in a folder |
//! | `formats` | export formats |
//! | [`http`] | strict input, conditional requests, paging, authentication |
//! | [`images`] | images of events |
//! | `labels` | review queue, assessments and decisions |
//! | [`log`] | hash-chained log of all changes |
//! | [`mail`] | outbox and sending of mails |
//! | `outbox` | read access to the outbox |
//! | `platform` | public configuration |
//! | `openagenda` | import from OpenAgenda |
//! | [`places`] | gazetteer: communes by name, code and position |
//! | [`site`] | server-rendered pages and the single-page application |
//! | [`telemetry`] | logging |
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
