use super::talk::Talk;
use crate::api::{CallError, Mutation, conversations};
use crate::messages::{call_error, field_problem, plural, t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, FileField, focus_later};
use leptos::prelude::*;
use shared::conversation::{ATTACHMENT_BYTES, ATTACHMENTS_PER_MESSAGE, ConversationAttachment};
use shared::id::EventId;
use shared::problem::Code;

/// Files that the control offers.
const ACCEPTED: &str = ".pdf,.png,.jpg,.jpeg,.docx,.xlsx,.pptx,.odt,.ods,.odp";
/// Element id of the control.
const CONTROL: &str = "conversation-file";
const BYTES_PER_MEGABYTE: usize = 1024 * 1024;

/// The files of a message that is being written.
#[component]
pub(super) fn AttachmentFields(
    id: EventId,
    talk: Talk,
    /// True while a file is on its way.
    uploading: RwSignal<bool>,
    error: Signal<Option<String>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let upload = Mutation::<ConversationAttachment>::new();
    Effect::new(move |_| uploading.set(upload.is_pending()));
    let choose = Callback::new(move |file: web_sys::File| {
        let request = conversations::upload_attachment(id, file);
        upload.send(request, move |attachment| {
            let said = t_args("conversation.attached", &[("name", &attachment.name)]);
            talk.attachments.update(|files| files.push(attachment));
            announcer.say(said);
        });
    });
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
        {move || {
            let files = talk.attachments.get();
            (!files.is_empty()).then(|| view! {
                <ul class="conversation__files" aria-label=t("conversation.files")>{files.into_iter().map(item).collect_view()}</ul>
            })
        }}
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
