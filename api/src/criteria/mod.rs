//! Assessments of the four criteria, stored per review round with the wording and the window that applied.
//!
//! Each submission starts a round: after a correction the criteria are assessed again, and the answers of earlier rounds
//! stay unchanged.

mod queries;
mod rows;

pub(crate) use queries::{ReviewRound, of_round, store_answers};
