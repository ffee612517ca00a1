//! The label: where a file stands, what is found on its criteria, and the pages of those who check.

mod assessment;
mod badge;
mod desk;
mod finding;
mod moves;
mod queue_page;
mod review_page;

pub use badge::{StateTag, action_name, state_name};
pub use finding::FindingView;
pub use queue_page::QueuePage;
pub use review_page::ReviewPage;
