use super::attach::size_of;
use crate::api::{Mutation, conversations};
use crate::clock;
use crate::device;
use crate::events::summary::Prose;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Button, ButtonKind, Items, ProblemAlert};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::conversation::{Conversation, ConversationAttachment, ConversationMessage};
use shared::id::EventId;

/// All messages, oldest first.
#[component]
pub(super) fn Messages(id: EventId, zone: Tz, shown: Signal<Conversation>) -> impl IntoView {
    // Each message, and for those of the reader's side whether the other side has read it.
    let messages = Signal::derive(move || {
        shown.with(|shown| {
            let read = |message: &ConversationMessage| {
                let ours = message.side == shown.side;
                ours.then_some(message.number <= shown.read_by_other)
            };
            let messages = shown.messages.iter();
            messages
                .map(|message| (message.clone(), read(message)))
                .collect::<Vec<_>>()
        })
    });
    let row = move |(message, read): (ConversationMessage, Option<bool>)| {
        view! { <Message id zone message read/> }
    };
    view! {
        <ol class="conversation__list">
            <Items of=messages key=|(message, _): &(ConversationMessage, Option<bool>)| message.id row/>
        </ol>
    }
}

#[component]
fn Message(
    id: EventId,
    zone: Tz,
    message: ConversationMessage,
    /// True when the other side has read it; `None` for a message of the other side.
    read: Option<bool>,
) -> impl IntoView {
    let ConversationMessage {
        id: _,
        number: _,
        side,
        own,
        author,
        text,
        erased,
        attachments,
        sent_at,
    } = message;
    let who = if own {
        t("conversation.you").to_owned()
    } else {
        let side = t_of("conversation.side", side.as_str());
        match author {
            Some(name) => t_args("conversation.author", &[("name", &name), ("side", &side)]),
            None => side,
        }
    };
    let read = read.map(|read| {
        if read {
            t("conversation.read")
        } else {
            t("conversation.unread")
        }
    });
    let at = clock::moment_in(sent_at, zone);
    view! {
        <li class="conversation__message" data-ours=read.map(|_| "true")>
            <p class="conversation__head">
                <strong>{who}</strong>
                <time datetime=sent_at.to_rfc3339()>{at}</time>
                {read.map(|read| view! { <span>{read}</span> })}
            </p>
            {if erased {
                view! { <p class="conversation__erased">{t("conversation.erased")}</p> }.into_any()
            } else {
                view! { <Prose text/> }.into_any()
            }}
            {(!attachments.is_empty()).then(|| view! {
                <ul class="conversation__files" aria-label=t("conversation.files")>
                    {attachments.into_iter().map(|attachment| view! { <Download id attachment/> }).collect_view()}
                </ul>
            })}
        </li>
    }
}

/// A file to save.
#[component]
fn Download(id: EventId, attachment: ConversationAttachment) -> impl IntoView {
    let fetching = Mutation::<Vec<u8>>::new();
    let ConversationAttachment {
        id: file,
        name,
        kind: _,
        bytes,
    } = attachment;
    let label = t_args("conversation.download", &[("name", &name)]);
    let saved = name.clone();
    let fetch = Callback::new(move |_| {
        let saved = saved.clone();
        fetching.send(conversations::get_attachment(id, file), move |bytes| {
            // Without a way to save it, nothing happens, as with a link to a file.
            let _ = device::save_as(&bytes, &saved);
        });
    });
    view! {
        <li class="conversation__file">
            <Button kind=ButtonKind::Quiet label busy=Signal::derive(move || fetching.is_pending()) on_press=fetch>{name}</Button>
            <span class="conversation__size">{size_of(bytes)}</span>
            {move || fetching.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}
