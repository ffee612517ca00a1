//! Review groups: who shares the review of an edition, by which rules, and who is absent or partial.

mod absences;
mod assignment;
mod conflicts;
mod create;
mod lines;
mod list_page;
mod members;
mod name;
mod page;
mod place;
mod route;
mod rules;

pub use list_page::GroupsPage;
pub use page::GroupPage;

pub(in crate::labels) use assignment::{AssignmentBar, AssignmentNote, assignment_of};
