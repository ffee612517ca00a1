//! Server and command line of the platform of the Semaine de l'Industrie: one folder for each feature, and the wiring.
//!
//! The features build on the crates under `api/crates`; `docs/ARCHITECTURE.md` has the map.
//!
//! | Module | Contents |
//! |---|---|
//! | [`app`] | shared state, list of features, background work |
//! | [`accounts`] | accounts, sessions, keys |
//! | `addresses` | paths outside the versioned API |
//! | [`catalogue`] | labelled events in memory, and the public operations on them |
//! | [`cli`] | command line |
//! | `criteria` | assessments of the criteria |
//! | `demo` | demonstration data |
//! | [`editions`] | editions of the programme |
//! | `events` | event submissions, from the draft on |
//! | [`examples`] | recorded examples of the OpenAPI document |
//! | [`exports`] | the public lists in every export format |
//! | `health` | probes |
//! | [`images`] | images of events |
//! | `imports` | events from tables |
//! | `labels` | review queue, assessments and decisions |
//! | `middleware` | conversion of errors, and headers of every response |
//! | `ogc` | OGC API – Features |
//! | `openagenda` | import from OpenAgenda |
//! | `openapi` | title, tags and policy of the OpenAPI document |
//! | [`opendata`] | data set dumps and their descriptions |
//! | [`organisations`] | organisations, their members and mandates |
//! | `outbox` | read access to the outbox |
//! | [`places`] | communes and territories |
//! | `platform` | public configuration |
//! | `remote` | bounded client of another service |
//! | [`site`] | server-rendered pages and the single-page application |
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
pub mod examples;
pub mod exports;
mod health;
pub mod images;
mod imports;
mod labels;
mod late_passes;
mod leaving;
mod middleware;
mod ogc;
mod openagenda;
mod openapi;
pub mod opendata;
pub mod organisations;
mod outbox;
mod pending;
pub mod places;
mod platform;
mod remote;
pub mod site;
