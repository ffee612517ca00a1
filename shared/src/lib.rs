//! The domain of the « Semaine de l'Industrie »: its rules, its vocabularies and the types that travel on the wire.
//!
//! The rule of the crate: no I/O, no clock, no randomness. What a rule needs to know comes in as a parameter; the same
//! code runs in the browser (wasm32), in the server, in the importers and in the tests.
//!
//! | Room | What is in it |
//! |---|---|
//! | [`account`] | people, roles, and the one policy table: who may do what, where |
//! | [`calendar`] | occurrences, windows, public holidays, working days |
//! | [`criterion`] | the four criteria, what a machine can find, what a person answers |
//! | [`edition`] | an edition's dates, windows per territory, wording and vocabularies |
//! | [`event`] | the form that is filed, the content that it becomes, its life, what the public sees, what one may ask |
//! | [`french`] | the words of the message file; dates, numbers and signs as French writes them |
//! | [`label`] | the states of a file and the one table of its moves |
//! | [`mail`] | what the outbox shows |
//! | [`partner`] | the institutions that carry an edition |
//! | [`place`] | communes, departments, regions, positions, time zones |
//! | [`platform`] | what the server tells about itself |
//! | [`problem`] | the one table of error codes and their wire form |
#![warn(missing_docs, unreachable_pub)]

pub mod account;
pub mod calendar;
pub mod criterion;
pub mod edition;
pub mod event;
pub mod french;
pub mod id;
pub mod label;
pub mod mail;
pub mod paging;
pub mod partner;
pub mod place;
pub mod platform;
pub mod problem;
pub mod text;
mod words;
