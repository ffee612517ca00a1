//! The label: states, findings on the criteria, and the pages of the reviewers.

mod badge;
mod certificate;
mod desk;
mod finding;
mod groups;
mod held;
mod moves;
mod overview;
mod passes;
mod queue;
mod queue_position;
mod recheck;

pub use badge::{StateTag, action_name, state_name};
pub use certificate::CertificateButton;
pub use desk::ReviewPage;
pub use finding::FindingView;
pub use groups::{GroupPage, GroupsPage};
pub use held::HeldPage;
pub use overview::OverviewPage;
pub use passes::PassesPage;
pub use queue::QueuePage;
pub use recheck::{Difference, Sides};
