use super::attach::{AttachmentFields, Upload};
use super::messages::Messages;
use super::talk::Talk;
use super::{CONVERSATION, is_asked_for};
use crate::account::{OnceSignedIn, WaitsForPassword};
use crate::api::{Mutation, Remote, conversations};
use crate::messages::{t, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Fault, Followed, Notice, ProblemAlert, TextArea, Tone, fault_at,
    faults_of, field_of, focus, focus_later,
};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::conversation::{
    Conversation, ConversationMessage, ConversationMessageForm, ConversationSide, MESSAGE_MAX_CHARS,
};
use shared::id::EventId;

/// Element id of the text of a message.
const TEXT: &str = "conversation-text";

/// The conversation on a file, and the form to write. What is shown is marked as read.
#[component]
pub fn ConversationSection(
    id: EventId,
    /// Time zone in which the times are shown.
    zone: Tz,
    talk: Talk,
    /// True on the desk, whose tab names the part already.
    #[prop(optional)]
    desk: bool,
) -> impl IntoView {
    let conversation = Remote::<Conversation>::new(move || conversations::get_conversation(id));
    mark_as_read(id, conversation);
    open_if_asked_for(conversation, desk);
    let writable = Memo::new(move |_| {
        let conversation = conversation.value();
        conversation.is_some_and(|conversation| conversation.writable)
    });
    let title = if desk {
        t("conversation.title.review")
    } else {
        t("conversation.title")
    };
    view! {
        <section class="conversation" aria-labelledby=CONVERSATION>
            <h2 class="conversation__title" class:ds-sr-only=desk id=CONVERSATION tabindex="-1">{title}</h2>
            <Followed of=conversation lines=4 then={move |shown: Signal<Conversation>| view! { <Shown id zone shown/> }}/>
            {move || writable.get().then(|| view! { <MessageForm id talk conversation/> })}
        </section>
    }
}

/// Tells the server once which messages were shown, when some of them are new.
fn mark_as_read(id: EventId, conversation: Remote<Conversation>) {
    let last = Memo::new(move |_| {
        let conversation = conversation.value()?;
        let last = conversation.messages.last()?.number;
        (conversation.unread > 0).then_some(last)
    });
    Effect::new(move |_| {
        if let Some(last) = last.get() {
            spawn_local(async move {
                // Somebody who may only read marks nothing, and nothing is lost without the mark.
                let _ = conversations::read_conversation(id, last).await;
            });
        }
    });
}

/// Moves to the conversation once it is there, for whoever came to read it.
fn open_if_asked_for(conversation: Remote<Conversation>, desk: bool) {
    let there = Memo::new(move |_| conversation.get().is_some());
    let stays = desk || !is_asked_for(CONVERSATION);
    Effect::new(move |done: Option<bool>| {
        let moved = done.unwrap_or(stays);
        if !moved && there.get() {
            focus_later(CONVERSATION);
            return true;
        }
        moved
    });
}

/// The messages, and why nobody can write where that is so.
#[component]
fn Shown(id: EventId, zone: Tz, shown: Signal<Conversation>) -> impl IntoView {
    let side = shown.with_untracked(|shown| shown.side);
    let standing = Memo::new(move |_| shown.with(|shown| shown.standing));
    let is_empty = Memo::new(move |_| shown.with(|shown| shown.messages.is_empty()));
    let closed = move || {
        let standing = standing.get();
        (!standing.is_open()).then(|| {
            view! {
                <Notice tone=Tone::Info title=t("conversation.closed")>
                    <p>{t_of("conversation.standing", standing.as_str())}</p>
                </Notice>
            }
        })
    };
    view! {
        {closed}
        {move || (is_empty.get() && standing.get().is_open()).then(|| view! { <p>{match side {
            ConversationSide::Organiser => t("conversation.none.organiser"),
            ConversationSide::Reviewers => t("conversation.none.reviewers"),
        }}</p> })}
        <Show when=move || !is_empty.get()>
            <Messages id zone shown/>
        </Show>
    }
}

/// The form to write to the other side.
#[component]
fn MessageForm(id: EventId, talk: Talk, conversation: Remote<Conversation>) -> impl IntoView {
    let announcer = Announcer::expect();
    let sending = Mutation::<ConversationMessage>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let upload = Upload::new(id, talk);
    // A message that was sent while its file waited for the password goes after the file.
    let after_file = StoredValue::new(false);
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(sending.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let once = OnceSignedIn::new(talk.account);
    let send = Callback::new(move |()| {
        let form = ConversationMessageForm {
            text: talk.message.get_untracked(),
            attachments: talk
                .attachments
                .with_untracked(|files| files.iter().map(|file| file.id).collect()),
        };
        sending.clear();
        let wrong = form.check().err().unwrap_or_default();
        let wrong: Vec<Fault> = wrong
            .iter()
            .map(|fault| {
                let text = crate::messages::field_problem(fault);
                Fault::new(field_of(&fault.pointer), text)
            })
            .collect();
        let is_wrong = !wrong.is_empty();
        found.set(wrong);
        if is_wrong {
            focus(TEXT);
            return;
        }
        if once.holds() {
            return;
        }
        if untrack(|| upload.is_under_way()) {
            after_file.set_value(true);
            return;
        }
        let content = format!("{:?} {}", form.attachments, form.text);
        let key = talk.message_key.of(&content);
        let request = conversations::write_message(talk.account, id, form, key);
        once.send(sending, request, move |sent| {
            talk.message_key.done();
            talk.message.set(String::new());
            talk.attachments.set(Vec::new());
            conversation.update(|shown| shown.messages.push(sent));
            announcer.say(t("conversation.sent"));
            focus(TEXT);
        });
    });
    once.repeats(send);
    Effect::new(move |was: Option<bool>| {
        let is = upload.is_under_way();
        if was == Some(true) && !is && after_file.get_value() {
            after_file.set_value(false);
            if untrack(|| upload.error()).is_none() {
                untrack(|| send.run(()));
            }
        }
        is
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let at_attachments = fault_at(faults, "attachments");
    let closed = move || {
        once.error(sending)
            .filter(|error| faults_of(error).is_empty())
            .map(|error| view! { <ProblemAlert error/> })
    };
    view! {
        <form class="stack conversation__form" novalidate aria-label=t("conversation.write") on:submit=submit>
            <TextArea
                id=TEXT
                label=t("conversation.text")
                value=talk.message
                rows=4
                max_chars=MESSAGE_MAX_CHARS
                error=fault_at(faults, "text")
            />
            <AttachmentFields talk upload error=at_attachments/>
            {closed}
            <div>
                <WaitsForPassword of=once/>
                <Button submit=true kind=ButtonKind::Secondary busy=Signal::derive(move || sending.is_pending() || upload.is_pending())>{t("conversation.send")}</Button>
            </div>
        </form>
    }
}
