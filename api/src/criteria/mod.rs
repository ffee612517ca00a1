//! The four criteria: what was answered on each in one round, under which wording and in which window.
//!
//! A round is one filing: when a file comes back after a correction its criteria are answered anew, and the answers of
//! the rounds before stay as they were given.

mod queries;
mod rows;

pub(crate) use queries::{Sitting, answer, of_round};
