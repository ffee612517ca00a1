use crate::api::client;
use crate::device;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use shared::conversation::ConversationAttachment;
use shared::id::{AccountId, EventId};

/// Drafts of messages, notes and requests to experts about a file. They stay on the device until they are sent.
#[derive(Debug, Clone, Copy)]
pub struct Talk {
    /// Account in whose name they are sent.
    pub(super) account: AccountId,
    pub(super) message: RwSignal<String>,
    pub(super) attachments: RwSignal<Vec<ConversationAttachment>>,
    /// A chosen file until it is attached. The browser lets no page keep it for another visit.
    pub(super) file: StoredValue<Option<web_sys::File>, LocalStorage>,
    pub(super) note: RwSignal<String>,
    pub(super) expert: ExpertDraft,
    pub(super) message_key: SendKey,
    pub(super) note_key: SendKey,
    pub(super) expert_key: SendKey,
}

/// A request to an expert, as typed.
#[derive(Debug, Clone, Copy)]
pub(super) struct ExpertDraft {
    pub(super) name: RwSignal<String>,
    pub(super) email: RwSignal<String>,
    pub(super) question: RwSignal<String>,
    pub(super) days: RwSignal<String>,
}

/// The idempotency key of what is sent: the same while the same text is sent again, after a lost response.
#[derive(Debug, Clone, Copy)]
pub(super) struct SendKey(RwSignal<Keyed>);

/// A content and its key.
type Keyed = Option<(String, String)>;

/// Drafts as they are kept on the device. What was sent without an answer keeps its key, so that it is not stored twice.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Unsent {
    message: String,
    attachments: Vec<ConversationAttachment>,
    note: String,
    name: String,
    email: String,
    question: String,
    days: String,
    message_key: Keyed,
    note_key: Keyed,
    expert_key: Keyed,
}

impl Talk {
    /// The drafts of a person about a file, from an earlier visit too; what is typed from now on is kept.
    pub fn kept(account: AccountId, id: EventId) -> Self {
        let place = format!("{}unsent.{id}", device::own(account));
        let talk = Self::of(account, device::kept(&place));
        Effect::new(move |_| device::keep(&place, &talk.unsent()));
        talk
    }

    fn of(account: AccountId, unsent: Unsent) -> Self {
        let key = |keyed: Keyed| SendKey(RwSignal::new(keyed));
        Self {
            account,
            message: RwSignal::new(unsent.message),
            attachments: RwSignal::new(unsent.attachments),
            file: StoredValue::new_local(None),
            note: RwSignal::new(unsent.note),
            expert: ExpertDraft {
                name: RwSignal::new(unsent.name),
                email: RwSignal::new(unsent.email),
                question: RwSignal::new(unsent.question),
                days: RwSignal::new(unsent.days),
            },
            message_key: key(unsent.message_key),
            note_key: key(unsent.note_key),
            expert_key: key(unsent.expert_key),
        }
    }

    /// Texts, attachments and keys that were not sent yet; reactive.
    fn unsent(self) -> Unsent {
        Unsent {
            message: self.message.get(),
            attachments: self.attachments.get(),
            note: self.note.get(),
            name: self.expert.name.get(),
            email: self.expert.email.get(),
            question: self.expert.question.get(),
            days: self.expert.days.get(),
            message_key: self.message_key.0.get(),
            note_key: self.note_key.0.get(),
            expert_key: self.expert_key.0.get(),
        }
    }
}

impl SendKey {
    /// The key with which this content is sent.
    pub(super) fn of(self, content: &str) -> String {
        if let Some((sent, key)) = self.0.get_untracked()
            && sent == content
        {
            return key;
        }
        let key = client::new_key();
        self.0.set(Some((content.to_owned(), key.clone())));
        key
    }

    /// Forgets the key once the content was stored: the same words may be written again.
    pub(super) fn done(self) {
        self.0.set(None);
    }
}
