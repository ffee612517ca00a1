use super::summary::Prose;
use crate::api::{Mutation, Remote, events};
use crate::clock;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{Announcer, Button, ButtonKind, Items, ProblemAlert, Tag, Tone, focus_later};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::event::{MessageOutcome, VisitorMessage};
use shared::id::EventId;

/// Messages of visitors about an event, each with what became of it. Nothing when there are none.
#[component]
pub fn VisitorMessages(
    id: EventId,
    /// Time zone in which the times are shown.
    zone: Tz,
    /// Working days that a message waits for the organiser.
    working_days: u32,
    /// True on the pages of the reviewers, who see what the organiser has left.
    #[prop(optional)]
    review: bool,
) -> impl IntoView {
    let messages = Remote::<Vec<VisitorMessage>>::new(move || events::list_visitor_messages(id));
    let explained = if review {
        t("visitor_message.text.review").to_owned()
    } else {
        let days = plural("visitor_message.days", working_days.into());
        t_args("visitor_message.text", &[("days", &days)])
    };
    let all = Memo::new(move |_| messages.value().unwrap_or_default());
    view! {
        {move || messages.get().and_then(Result::err).map(|error| view! {
            <ProblemAlert error retry=Callback::new(move |()| messages.refetch())/>
        })}
        <Show when=move || !all.read().is_empty()>
            <section class="duplicates" aria-labelledby="messages-visiteurs">
                <h2 class="duplicates__title" id="messages-visiteurs" tabindex="-1">{t("visitor_message.title")}</h2>
                <p>{explained.clone()}</p>
                <ul class="duplicates__list">
                    <Items
                        of=all
                        key=|message: &VisitorMessage| message.id
                        row=move |message: VisitorMessage| view! { <Item id message zone review messages/> }
                    />
                </ul>
            </section>
        </Show>
    }
}

#[component]
fn Item(
    id: EventId,
    message: VisitorMessage,
    zone: Tz,
    review: bool,
    messages: Remote<Vec<VisitorMessage>>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let settling = Mutation::<VisitorMessage>::new();
    let busy = Signal::derive(move || settling.is_pending());
    let (message_id, subject) = (message.id, message.subject);
    let about = t_of("visitor_message.subject", subject.as_str());
    let day = clock::moment_in(message.received_at, zone);
    let settle = move |outcome: MessageOutcome| {
        let request = events::settle_visitor_message(id, message_id, outcome);
        settling.send(request, move |settled| {
            let named = t_of("visitor_message.outcome", outcome.as_str());
            announcer.say(t_args("visitor_message.settled", &[("outcome", &named)]));
            messages.update(|all| {
                for message in all.iter_mut().filter(|message| message.id == settled.id) {
                    message.outcome = settled.outcome;
                }
            });
            // The pressed button no longer exists.
            focus_later("messages-visiteurs");
        });
    };
    let choice = {
        let (about, day) = (about.clone(), day.clone());
        move |outcome: MessageOutcome| {
            let named = t_of("visitor_message.outcome", outcome.as_str());
            let label = t_args(
                "visitor_message.settle",
                &[("outcome", &named), ("subject", &about), ("day", &day)],
            );
            view! {
                <Button kind=ButtonKind::Quiet busy label on_press=Callback::new(move |_| settle(outcome))>{named}</Button>
            }
        }
    };
    let choices = subject
        .outcomes()
        .iter()
        .copied()
        .filter(|outcome| message.outcome != Some(*outcome))
        .map(choice)
        .collect_view();
    let escalated = message.escalated_at.filter(|_| !review).map(|at| {
        let day = clock::day_in(at, zone);
        view! { <p class="duplicates__said">{t_args("visitor_message.escalated", &[("day", &day)])}</p> }
    });
    let kept = t_args(
        "visitor_message.kept",
        &[("day", &clock::day_in(message.expires_at, zone))],
    );
    view! {
        <li class="duplicates__item">
            <p class="cluster">
                <strong>{about}</strong>
                {message.outcome.map(|outcome| view! {
                    <Tag tone=Signal::stored(Tone::Good)>{t_of("visitor_message.outcome", outcome.as_str())}</Tag>
                })}
            </p>
            <p class="duplicates__facts">{day}" · "{kept}</p>
            {escalated}
            <blockquote class="history__comment"><Prose text=message.text/></blockquote>
            {message.email.map(|email| view! {
                <p><a href=format!("mailto:{email}")>{t_args("visitor_message.reply", &[("email", &email)])}</a></p>
            })}
            <div class="cluster">{choices}</div>
            {move || settling.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}
