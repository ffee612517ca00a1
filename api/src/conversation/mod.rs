//! The store of the conversation on event submissions: messages with attachments, internal notes of the reviewers, opinions of
//! experts.
//!
//! `events` reads and writes messages, `labels` notes and opinions, and its queue reads which messages are unread; `leaving` erases what
//! a person wrote. A transaction that writes here appends to the log first, so that two of them wait for each other.

pub(crate) mod attachments;
pub(crate) mod erasure;
pub(crate) mod messages;
pub(crate) mod notes;
pub(crate) mod opinions;
mod rows;
mod store;

pub(crate) use rows::{
    AttachmentRow, MessageRow, NoteRow, OpinionRow, WrittenMessage, WrittenNote,
};
pub(crate) use store::{AttachmentShelf, Attachments};
