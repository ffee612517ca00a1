use super::talk::Talk;
use crate::account::OnceSignedIn;
use crate::api::{CallError, Mutation, conversations};
use crate::messages::{call_error, field_problem, plural, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, FileField, ItemList, focus_later};
use leptos::prelude::*;
use shared::conversation::{ATTACHMENT_BYTES, ATTACHMENTS_PER_MESSAGE, ConversationAttachment};
use shared::id::EventId;
use shared::problem::Code;

/// Files that the control offers.
const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.odt,.ods,.odp";
/// Element id of the control.
const CONTROL: &str = "conversation-file";
const BYTES_PER_MEGABYTE: usize = 1024 * 1024;

/// The chosen file of a message, on its way to the server or waiting for the password.
#[derive(Clone, Copy)]
pub(super) struct Upload {
    talk: Talk,
    sending: Mutation<ConversationAttachment>,
    once: OnceSignedIn,
    send: Callback<()>,
}

impl Upload {
    /// Goes on with a file that was chosen before another part of the page was shown.
    pub(super) fn new(id: EventId, talk: Talk) -> Self {
        let announcer = Announcer::expect();
        let sending = Mutation::new();
        let once = OnceSignedIn::new(talk.account);
        let send = Callback::new(move |()| {
            let Some(file) = talk.file.get_value() else {
                return;
            };
            let request = conversations::upload_attachment(talk.account, id, file);
            once.send(
                sending,
                request,
                move |attachment: ConversationAttachment| {
                    let said = t_args("conversation.attached", &[("name", &attachment.name)]);
                    talk.file.set_value(None);
                    talk.attachments.update(|files| files.push(attachment));
                    announcer.say(said);
                },
            );
        });
        once.repeats(send);
        // A file that was refused is chosen anew.
        Effect::new(move |_| {
            if once.error(sending).is_some() {
                talk.file.set_value(None);
            }
        });
        send.run(());
        Self {
            talk,
            sending,
            once,
            send,
        }
    }

    fn choose(self, file: web_sys::File) {
        self.talk.file.set_value(Some(file));
        self.send.run(());
    }

    fn give_up(self) {
        self.once.give_up();
        self.sending.clear();
        self.talk.file.set_value(None);
    }

    /// Name of the file while it waits for the password; reactive.
    fn waiting(self) -> Option<String> {
        let is_waiting = self.once.is_waiting();
        let file = self.talk.file.get_value().filter(|_| is_waiting);
        file.map(|file| file.name())
    }

    /// True while the file is being sent; reactive.
    pub(super) fn is_pending(self) -> bool {
        self.sending.is_pending()
    }

    /// True until the file is attached or refused; reactive.
    pub(super) fn is_under_way(self) -> bool {
        self.is_pending() || self.once.is_waiting()
    }

    /// The error of the last file; reactive.
    pub(super) fn error(self) -> Option<CallError> {
        self.once.error(self.sending)
    }
}

/// The files of a message that is being written.
#[component]
pub(super) fn AttachmentFields(
    talk: Talk,
    upload: Upload,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let choose = Callback::new(move |file: web_sys::File| upload.choose(file));
    let remove = move |attachment: ConversationAttachment| {
        let said = t_args("conversation.detached", &[("name", &attachment.name)]);
        talk.attachments
            .update(|files| files.retain(|file| file.id != attachment.id));
        announcer.say(said);
        focus_later(CONTROL);
    };
    let item = move |attachment: ConversationAttachment| {
        let label = t_args("conversation.detach.label", &[("name", &attachment.name)]);
        let (name, size) = (attachment.name.clone(), size_of(attachment.bytes));
        view! {
            <li class="conversation__file">
                <span class="conversation__name">{name}</span>
                <span class="conversation__size">{size}</span>
                <Button kind=ButtonKind::Quiet label on_press=Callback::new(move |_| remove(attachment.clone()))>{t("conversation.detach")}</Button>
            </li>
        }
    };
    let error = Signal::derive(move || {
        let refused = upload.error().map(|error| refusal(&error));
        refused.or_else(|| error.get())
    });
    let room = Memo::new(move |_| talk.attachments.read().len() < ATTACHMENTS_PER_MESSAGE);
    let megabytes = ATTACHMENT_BYTES / BYTES_PER_MEGABYTE;
    view! {
        <ItemList
            of=talk.attachments
            key=|attachment: &ConversationAttachment| attachment.id
            row=item
            class="conversation__files"
            label=t("conversation.files")
        />
        {move || room.get().then(|| view! {
            <FileField
                id=CONTROL
                label=t("conversation.file").to_owned()
                accept=ACCEPTED
                hint=t_args("conversation.file.hint", &[("n", &megabytes), ("most", &ATTACHMENTS_PER_MESSAGE)])
                error=error
                under_way=Signal::derive(move || upload.is_pending().then(|| t("conversation.file.under_way").to_owned()))
                on_choose=choose
            />
        })}
        <div role="status">
            {move || upload.waiting().map(|name| {
                let label = t_args("conversation.detach.label", &[("name", &name)]);
                let give_up = Callback::new(move |_| {
                    upload.give_up();
                    focus_later(CONTROL);
                });
                view! {
                    <p>
                        {t_args("conversation.file.waits", &[("name", &name)])}" "
                        <Button kind=ButtonKind::Quiet label on_press=give_up>{t("conversation.detach")}</Button>
                    </p>
                }
            })}
        </div>
    }
}

/// Message for a file that was refused.
fn refusal(error: &CallError) -> String {
    if let CallError::Problem(problem) = error
        && let Some(fault) = problem.errors.first()
    {
        return field_problem(fault);
    }
    if error.code() == Some(Code::PayloadTooLarge) {
        let megabytes = ATTACHMENT_BYTES / BYTES_PER_MEGABYTE;
        return t_args("conversation.file.too_large", &[("n", &megabytes)]);
    }
    call_error(error)
}

/// Size in words, in kibibytes, rounded up.
pub(super) fn size_of(bytes: u64) -> String {
    plural("conversation.size", bytes.div_ceil(1024))
}
