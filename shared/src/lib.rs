//! Domain model of the Semaine de l'Industrie: rules, vocabularies and the types of the JSON API.
//!
//! The crate does no I/O and uses no clock or random source: every rule takes the data it needs as parameters. The same
//! code runs in the browser (wasm32), in the server, in the importers and in the tests.
//!
//! | Module | Contents |
//! |---|---|
//! | [`account`] | accounts, roles, and the policy table of who may call which operation |
//! | [`calendar`] | occurrences, windows, public holidays, working days |
//! | [`certificate`] | the certificate of a label: its code, its issuing authority, its check |
//! | [`change`] | the stream of changes to the public events |
//! | [`conversation`] | messages between organiser and reviewers, attachments, internal notes, opinions of experts |
//! | [`criterion`] | the four criteria of the label, their automatic check and the referents' answers |
//! | [`edition`] | an edition's dates, windows per territory, wording and vocabularies |
//! | [`embed`] | tags and frames by which other sites show labelled events |
//! | [`event`] | submission form, validated content, life status, public representation, search query |
//! | [`french`] | texts of the message file; French formats of dates, numbers and punctuation |
//! | [`id`] | identifiers of the resources |
//! | `identifiers` | enums whose values are identifiers in JSON, in the database and in URLs |
//! | [`import`] | import of events from a table: columns, faults by cell, report |
//! | [`job`] | background jobs as administrators see them |
//! | [`kit`] | the communication kit of a labelled event: its files, texts and links |
//! | [`label`] | states of an event submission and the table of transitions |
//! | [`late_pass`] | permissions to submit after the deadline |
//! | [`letter`] | kinds of letters, their tags, and the check of their wording |
//! | [`log`] | the log as administrators read it, and its verification |
//! | [`mail`] | messages in the outbox |
//! | [`organisation`] | organisations, their identifiers, members and mandates |
//! | [`paging`] | cursor-based pagination |
//! | [`partner`] | institutions that support an edition |
//! | [`place`] | communes, departments, regions, positions, time zones |
//! | [`platform`] | public configuration of the server |
//! | [`problem`] | table of error codes and their JSON form |
//! | [`text`] | validation and normalisation of typed text |
#![warn(missing_docs, unreachable_pub)]

pub mod account;
pub mod calendar;
pub mod certificate;
pub mod change;
pub mod conversation;
pub mod criterion;
pub mod edition;
pub mod embed;
pub mod event;
pub mod french;
pub mod id;
mod identifiers;
pub mod import;
pub mod job;
pub mod kit;
pub mod label;
pub mod late_pass;
pub mod letter;
pub mod log;
pub mod mail;
pub mod organisation;
pub mod paging;
pub mod partner;
pub mod place;
pub mod platform;
pub mod problem;
pub mod text;
