use super::deliveries::{Deliveries, outcome};
use super::new_webhook::NewHook;
use super::space_page::HEADING;
use crate::api::{Mutation, Remote, partners};
use crate::clock;
use crate::device;
use crate::events::Sure;
use crate::messages::{plural, t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Followed, ItemList, Notice, ProblemAlert, Tag, TextField, Tone,
    focus, focus_later,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::PartnerSpaceId;
use shared::partner::{
    MadeWebhook, Webhook, WebhookDelivery, WebhookReplay, WebhookRotation, WebhookState, Webhooks,
};

/// Hours for which a replaced secret still signs.
const OVERLAP_HOURS: u32 = 24;
/// Element id of the field with a new secret.
const SECRET: &str = "new-webhook-secret";

/// The webhooks of a space.
#[component]
pub(super) fn Hooks(
    id: PartnerSpaceId,
    /// False for a closed space, whose webhooks can only be read and deleted.
    is_open: bool,
) -> impl IntoView {
    let hooks = Remote::<Webhooks>::new(move || partners::list_webhooks(id));
    let shown = RwSignal::new(None::<MadeWebhook>);
    let list = move |listed: Signal<Webhooks>| {
        view! {
            <ItemList
                of=Signal::derive(move || listed.with(|listed| listed.items.clone()))
                key=|hook: &Webhook| hook.id
                row=move |hook: Webhook| view! { <One id hook hooks shown is_open/> }
                class="people"
                none=|| view! { <p>{t("webhooks.none")}</p> }
            />
        }
    };
    view! {
        <h3>{t("webhooks.title")}</h3>
        <p>{t("webhooks.text")}</p>
        <ShownOnce shown/>
        <Followed of=hooks lines=3 then=list/>
        {is_open.then(|| view! { <NewHook id hooks shown/> })}
    }
}

/// Moves the focus to the new secret, once it is shown.
pub(super) fn focus_secret() {
    focus_later(SECRET);
}

/// The secret of a webhook that was just made or replaced: nobody can read it later.
#[component]
fn ShownOnce(shown: RwSignal<Option<MadeWebhook>>) -> impl IntoView {
    let announcer = Announcer::expect();
    move || {
        shown.get().map(|made| {
            let MadeWebhook { webhook, secret } = made;
            let copied = secret.clone();
            let copy = move |_| {
                let text = copied.clone();
                spawn_local(async move {
                    if device::copy(&text).await {
                        announcer.say(t("webhooks.copied"));
                    }
                });
            };
            let label = t_args("webhooks.secret", &[("name", &webhook.name)]);
            view! {
                <Notice tone=Tone::Good title=t("webhooks.made")>
                    <p>{t("webhooks.made.text")}</p>
                    <TextField id=SECRET label value=RwSignal::new(secret) readonly=true filter=true/>
                    <div class="cluster">
                        <Button kind=ButtonKind::Secondary on_press=Callback::new(copy)>{t("webhooks.copy")}</Button>
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| shown.set(None))>{t("webhooks.stored")}</Button>
                    </div>
                </Notice>
            }
        })
    }
}

const fn tone(state: WebhookState) -> Tone {
    match state {
        WebhookState::Active => Tone::Good,
        WebhookState::Paused | WebhookState::Closed => Tone::Neutral,
        WebhookState::Failing | WebhookState::Gone | WebhookState::InvalidFilters => Tone::Bad,
    }
}

#[component]
fn One(
    id: PartnerSpaceId,
    hook: Webhook,
    hooks: Remote<Webhooks>,
    shown: RwSignal<Option<MadeWebhook>>,
    is_open: bool,
) -> impl IntoView {
    let facts = facts(&hook);
    let Webhook {
        id: webhook,
        name,
        url,
        state,
        // The others are among the facts.
        ..
    } = hook;
    let announcer = Announcer::expect();
    let testing = Mutation::<WebhookDelivery>::new();
    let switching = Mutation::<Webhook>::new();
    let rotating = Mutation::<MadeWebhook>::new();
    let replaying = Mutation::<Webhook>::new();
    let deleting = Mutation::<()>::new();
    let test = move |_| testing.send(partners::test_webhook(id, webhook), |_| {});
    let is_active = state == WebhookState::Active;
    let switch = move |_| {
        switching.send(
            partners::switch_webhook(id, webhook, !is_active),
            move |_| {
                announcer.say(if is_active {
                    t("webhooks.paused")
                } else {
                    t("webhooks.resumed")
                });
                hooks.refetch();
                focus(HEADING);
            },
        );
    };
    let rotate = Callback::new(move |()| {
        let rotation = WebhookRotation {
            overlap_hours: OVERLAP_HOURS,
        };
        rotating.send(
            partners::rotate_webhook(id, webhook, rotation),
            move |made| {
                shown.set(Some(made));
                hooks.refetch();
                focus_secret();
            },
        );
    });
    let replay = Callback::new(move |()| {
        let everything = WebhookReplay::default();
        replaying.send(
            partners::replay_webhook(id, webhook, everything),
            move |_| {
                announcer.say(t("webhooks.replayed"));
                hooks.refetch();
                focus(HEADING);
            },
        );
    });
    let delete = Callback::new(move |()| {
        deleting.send(partners::delete_webhook(id, webhook), move |()| {
            announcer.say(t("webhooks.deleted"));
            hooks.refetch();
            focus(HEADING);
        });
    });
    let label = |what: &'static str| t_args(what, &[("name", &name)]);
    let (switch_key, switch_label) = if is_active {
        ("webhooks.pause", label("webhooks.pause.label"))
    } else {
        ("webhooks.resume", label("webhooks.resume.label"))
    };
    let test_label = label("webhooks.test.label");
    let (rotate_label, replay_label) = (
        label("webhooks.rotate.label"),
        label("webhooks.replay.label"),
    );
    let delete_label = label("webhooks.delete.label");
    let (show_label, hide_label) = (
        label("webhooks.deliveries.label"),
        label("webhooks.deliveries.hide.label"),
    );
    let open = RwSignal::new(false);
    let open_label = Signal::derive(move || {
        if open.get() {
            hide_label.clone()
        } else {
            show_label.clone()
        }
    });
    let errors = move || {
        [testing.error(), switching.error()]
            .into_iter()
            .flatten()
            .map(|error| view! { <ProblemAlert error/> })
            .collect_view()
    };
    view! {
        <li class="people__one">
            <span class="people__name">{name.clone()}</span>
            <Tag tone=tone(state)>{t_of("webhooks.state", state.as_str())}</Tag>
            <code class="webhook__url">{url}</code>
            <span class="people__role">{facts}</span>
            {is_open.then(|| view! {
                <Button kind=ButtonKind::Quiet label=test_label busy=Signal::derive(move || testing.is_pending()) on_press=Callback::new(test)>{t("webhooks.test")}</Button>
                <Button kind=ButtonKind::Quiet label=switch_label busy=Signal::derive(move || switching.is_pending()) on_press=Callback::new(switch)>{t_of(switch_key, "action")}</Button>
                <Sure action=t("webhooks.rotate") label=rotate_label busy=Signal::derive(move || rotating.is_pending()) error=Signal::derive(move || rotating.error()) on_sure=rotate/>
                <Sure action=t("webhooks.replay") label=replay_label busy=Signal::derive(move || replaying.is_pending()) error=Signal::derive(move || replaying.error()) on_sure=replay/>
            })}
            <Sure action=t("webhooks.delete") label=delete_label busy=Signal::derive(move || deleting.is_pending()) error=Signal::derive(move || deleting.error()) on_sure=delete/>
            <Button kind=ButtonKind::Quiet label=open_label on_press=Callback::new(move |_| open.update(|open| *open = !*open))>
                {move || if open.get() { t("webhooks.deliveries.hide") } else { t("webhooks.deliveries") }}
            </Button>
            <p class="webhook__outcome" role="status">{move || testing.value().map(|it| outcome(&it))}</p>
            {errors}
            {move || open.get().then(|| view! { <Deliveries id webhook/> })}
        </li>
    }
}

/// Filters, batches and times of a webhook, in French.
fn facts(hook: &Webhook) -> String {
    let moment = |at: DateTime<Utc>| clock::moment_in(at, Tz::Europe__Paris);
    let filters = if hook.filters.is_empty() {
        t("webhooks.everything").to_owned()
    } else {
        hook.filters.clone()
    };
    let at = |what: &'static str, time: Option<DateTime<Utc>>| {
        time.map(|time| t_args(what, &[("at", &moment(time))]))
    };
    [
        Some(filters),
        (hook.batch > 1).then(|| plural("webhooks.batched", hook.batch.into())),
        at("webhooks.delivered", hook.delivered_at),
        at("webhooks.failing", hook.failing_since),
        at("webhooks.next", hook.next_attempt_at),
        at("webhooks.old_secret", hook.old_secret_until),
    ]
    .into_iter()
    .flatten()
    .collect::<Vec<_>>()
    .join(" · ")
}
