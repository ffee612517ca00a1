//! Event submissions for their organisers: the list of their own, the page of a submission, and the form in five steps.
//!
//! The review pages use [`summary`] and [`History`] too.
#![expect(
    clippy::large_types_passed_by_value,
    reason = "components own their props, and a draft is a struct of small handles"
)]

mod another;
mod answer_draft;
pub mod answer_file;
mod autosave;
mod change;
mod confirmation;
mod conflict;
mod correction_request;
mod draft;
mod duplicates;
mod field_value;
pub mod fields;
mod filed_for;
mod form;
mod history;
mod import;
mod late_pass;
mod life;
mod list_page;
mod local_copy;
mod occurrence_draft;
mod occurrences;
mod own;
mod prefilled_page;
mod reconcile;
mod referent;
mod report;
mod save_status;
mod submission_page;
pub mod summary;
mod together;
mod visitor_messages;
mod working_copy;

pub use duplicates::{LikelyDuplicates, subject_of};
pub use fields::step_title;
pub use filed_for::FiledForLine;
pub use form::{AdditionalControl, FormPage};
pub use history::History;
pub use import::ImportPage;
pub use list_page::ListPage;
pub use prefilled_page::PrefilledPage;
pub use submission_page::SubmissionPage;
pub use together::{InvitationPage, ReadingPage, Sure};
pub use visitor_messages::VisitorMessages;
