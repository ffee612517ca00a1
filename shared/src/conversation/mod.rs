//! The conversation on an event submission: messages between its organiser and its reviewers with attachments, the internal notes of
//! the reviewers, and the opinions of experts.

mod attachment;
mod message;
mod note;
mod opinion;
mod standing;
mod zip;

pub use attachment::{
    ATTACHMENT_BYTES, ATTACHMENT_NAME, ATTACHMENTS_BYTES, ATTACHMENTS_PER_FILE,
    ATTACHMENTS_PER_MESSAGE, AttachmentKind, ConversationAttachment, check_attachment,
};
pub use message::{
    Conversation, ConversationMessage, ConversationMessageForm, ConversationRead, ConversationSide,
    MESSAGE_MAX_CHARS, MESSAGES_PER_FILE,
};
pub use note::{NOTE_MAX_CHARS, NOTES_PER_FILE, ReviewNote, ReviewNoteForm};
pub use opinion::{
    CheckedOpinionRequest, ExpertOpinion, GivenOpinion, NewExpertOpinion, OPINION_MAX_CHARS,
    OPINIONS_PER_FILE, OpinionForm, OpinionKey, OpinionSheet, OpinionVerdict,
};
pub use standing::{ConversationRules, ConversationStanding};
