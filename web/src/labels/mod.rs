//! The label: states, findings on the criteria, and the pages of the reviewers.

mod assessment;
mod badge;
mod finding;
mod moves;
mod passes;
mod queue_page;
mod recheck;
mod review_page;
mod review_state;

pub use badge::{StateTag, action_name, state_name};
pub use finding::FindingView;
pub use passes::PassesPage;
pub use queue_page::QueuePage;
pub use recheck::{Difference, Sides};
pub use review_page::ReviewPage;
