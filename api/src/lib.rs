//! Server and command line of the platform of the Semaine de l'Industrie: one folder for each feature, and the wiring.
//!
//! The features build on the crates under `api/crates`; `docs/ARCHITECTURE.md` has the map.
//!
//! | Module | Contents |
//! |---|---|
//! | [`app`] | shared state, list of features, background work |
//! | [`accounts`] | accounts, sessions, keys |
//! | `addresses` | paths outside the versioned API |
//! | `agendas` | OpenAgenda v2, for sites and programs made for OpenAgenda |
//! | `alerts` | letters to visitors about new events of a search |
//! | [`api_keys`] | API keys of partners |
//! | [`catalogue`] | labelled events in memory, and the public operations on them |
//! | [`changes`] | the stream of changes to the labelled events |
//! | [`cli`] | command line |
//! | `closing` | the end of a partner space, with its keys and webhooks |
//! | `conversation` | store of messages, attachments, internal notes and opinions of experts |
//! | `criteria` | assessments of the criteria |
//! | `demo` | demonstration data |
//! | `documents` | documents that answer an additional field of a form |
//! | [`editions`] | editions of the programme |
//! | `events` | event submissions, from the draft on |
//! | [`examples`] | recorded examples of the OpenAPI document |
//! | [`exports`] | the public lists in every export format |
//! | `files` | names, removal and quotas of uploaded files |
//! | `health` | probes |
//! | [`images`] | images of events, logos of partners |
//! | `imports` | events from tables |
//! | [`index_now`] | submission of changed pages to search engines |
//! | `invitations` | what invitations to an event, an organisation and the space of a partner have in common |
//! | `journal` | the log for the coordination, and its verification |
//! | [`kit`] | communication kits of labelled events |
//! | `labels` | review queue, assessments and decisions |
//! | `late_passes` | store of the passes that allow a submission after the deadline |
//! | `leaving` | deletion of one's own account |
//! | `letters` | words of the letters: preview and trial |
//! | `mcp` | the public reads as tools of assistants |
//! | `middleware` | conversion of errors, and headers of every response |
//! | `ogc` | OGC API – Features |
//! | `openagenda` | import from OpenAgenda |
//! | `openapi` | title, tags and policy of the OpenAPI document |
//! | [`opendata`] | data set dumps and their descriptions |
//! | [`organisations`] | organisations, their members and mandates |
//! | `outbox` | read access to the outbox |
//! | `partner_spaces` | spaces of partners, and their members |
//! | `partners` | partners of an edition |
//! | `pending` | decisions that are stored and not yet in effect |
//! | [`places`] | communes and territories |
//! | `platform` | public configuration |
//! | `remote` | bounded client of another service |
//! | `revisions` | new editions and new versions of editions |
//! | `search_words` | the filters of a search in words |
//! | `sharing` | store of groups, routing, assignments, absences and conflicts of interest |
//! | [`site`] | server-rendered pages and the single-page application |
//! | `tasks` | background jobs for administrators |
//! | `usage` | figures of what a partner makes of the platform |
//! | [`webhooks`] | changes of the labelled events, posted to partners |
#![warn(unreachable_pub)]

pub mod accounts;
mod addresses;
mod agendas;
mod alerts;
pub mod api_keys;
pub mod app;
pub mod catalogue;
pub mod changes;
pub mod cli;
mod closing;
mod conversation;
mod criteria;
mod demo;
mod documents;
pub mod editions;
mod events;
pub mod examples;
pub mod exports;
mod files;
mod health;
pub mod images;
mod imports;
pub mod index_now;
mod invitations;
mod journal;
pub mod kit;
mod labels;
mod late_passes;
mod leaving;
mod letters;
mod mcp;
mod middleware;
mod ogc;
mod openagenda;
mod openapi;
pub mod opendata;
pub mod organisations;
mod outbox;
mod partner_spaces;
mod partners;
mod pending;
pub mod places;
mod platform;
mod remote;
mod revisions;
mod search_words;
mod sharing;
pub mod site;
mod tasks;
mod usage;
pub mod webhooks;
