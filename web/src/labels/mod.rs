//! The label: states, findings on the criteria, and the pages of the reviewers.

mod badge;
mod desk;
mod finding;
mod moves;
mod passes;
mod queue;
mod queue_position;
mod recheck;

pub use badge::{StateTag, action_name, state_name};
pub use desk::ReviewPage;
pub use finding::FindingView;
pub use passes::PassesPage;
pub use queue::QueuePage;
pub use recheck::{Difference, Sides};
