use super::new_key::NewKey;
use super::space_page::HEADING;
use crate::api::{Mutation, Remote, partners};
use crate::clock;
use crate::device;
use crate::events::Sure;
use crate::messages::{t, t_args, t_of};
use crate::ui::{
    Announcer, Button, ButtonKind, Disclosure, Followed, ItemList, Items, Notice, TextField, Tone,
    focus, focus_later,
};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::id::PartnerSpaceId;
use shared::partner::{ApiKey, ApiKeys, KeyRotation, KeySettings, MadeApiKey, RevokedApiKey};

/// Hours for which a replaced key stays valid.
const OVERLAP_HOURS: u32 = 24;
/// Element id of the field with a new key.
const SECRET: &str = "new-key";

/// The keys of a space; members make others, since a key acts for one of them.
#[component]
pub(super) fn Keys(id: PartnerSpaceId, is_member: bool) -> impl IntoView {
    let keys = Remote::<ApiKeys>::new(move || partners::list_keys(id));
    let shown = RwSignal::new(None::<MadeApiKey>);
    let list = move |listed: Signal<ApiKeys>| {
        let revoked = Memo::new(move |_| listed.with(|listed| listed.revoked.clone()));
        view! {
            <ItemList
                of=Signal::derive(move || listed.with(|listed| listed.items.clone()))
                key=|key: &ApiKey| key.id
                row=move |key: ApiKey| view! { <One id key keys shown is_member/> }
                class="people"
                none=|| view! { <p>{t("keys.none")}</p> }
            />
            <Show when=move || !revoked.read().is_empty()>
                <Revoked revoked/>
            </Show>
        }
    };
    view! {
        <h3>{t("keys.title")}</h3>
        <p>{t("keys.text")}</p>
        <ShownOnce shown/>
        <Followed of=keys lines=3 then=list/>
        {is_member.then(|| view! { <NewKey id keys shown/> })}
    }
}

/// Moves the focus to the new key, once it is shown.
pub(super) fn focus_secret() {
    focus_later(SECRET);
}

/// A key that was just made: nobody can read it later.
#[component]
fn ShownOnce(shown: RwSignal<Option<MadeApiKey>>) -> impl IntoView {
    let announcer = Announcer::expect();
    move || {
        shown.get().map(|made| {
            let MadeApiKey { key, secret } = made;
            let copied = secret.clone();
            let copy = move |_| {
                let text = copied.clone();
                spawn_local(async move {
                    if device::copy(&text).await {
                        announcer.say(t("keys.copied"));
                    }
                });
            };
            view! {
                <Notice tone=Tone::Good title=t("keys.made")>
                    <p>{t("keys.made.text")}</p>
                    <TextField id=SECRET label=key.name value=RwSignal::new(secret) readonly=true filter=true/>
                    <div class="cluster">
                        <Button kind=ButtonKind::Secondary on_press=Callback::new(copy)>{t("keys.copy")}</Button>
                        <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| shown.set(None))>{t("keys.stored")}</Button>
                    </div>
                </Notice>
            }
        })
    }
}

/// The keys that were revoked, each with when and by whom.
#[component]
fn Revoked(#[prop(into)] revoked: Signal<Vec<RevokedApiKey>>) -> impl IntoView {
    let one = |revoked: RevokedApiKey| {
        let RevokedApiKey {
            key,
            revoked_at,
            revoked_by,
        } = revoked;
        let at = clock::moment_in(revoked_at, Tz::Europe__Paris);
        let end = match &revoked_by {
            Some(name) => t_args("keys.past.by", &[("name", name), ("at", &at)]),
            None => t_args("keys.past.at", &[("at", &at)]),
        };
        let facts = [
            end,
            t_args("keys.made_by", &[("name", &key.made_by)]),
            used(key.last_used_at),
        ];
        view! {
            <li class="people__one">
                <span class="people__name">{key.name}</span>
                <code>{key.hint}</code>
                <span class="people__role">{facts.join(" · ")}</span>
            </li>
        }
    };
    view! {
        <Disclosure title=t("keys.past") needed=Signal::stored(false)>
            <ul class="people"><Items of=revoked key=|revoked: &RevokedApiKey| revoked.key.id row=one/></ul>
        </Disclosure>
    }
}

/// The last use of a key, in French.
fn used(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(
        || t("keys.unused").to_owned(),
        |at| {
            t_args(
                "keys.used",
                &[("at", &clock::moment_in(at, Tz::Europe__Paris))],
            )
        },
    )
}

#[component]
fn One(
    id: PartnerSpaceId,
    key: ApiKey,
    keys: Remote<ApiKeys>,
    shown: RwSignal<Option<MadeApiKey>>,
    is_member: bool,
) -> impl IntoView {
    let ApiKey {
        id: key,
        name,
        settings,
        hint,
        made_by,
        created_at: _,
        expires_at,
        last_used_at,
    } = key;
    let announcer = Announcer::expect();
    let (replacing, revoking) = (Mutation::<MadeApiKey>::new(), Mutation::<()>::new());
    let replace = Callback::new(move |()| {
        let rotation = KeyRotation {
            overlap_hours: OVERLAP_HOURS,
        };
        replacing.send(partners::rotate_key(id, key, rotation), move |made| {
            shown.set(Some(made));
            keys.refetch();
            focus_secret();
        });
    });
    let revoke = Callback::new(move |()| {
        revoking.send(partners::revoke_key(id, key), move |()| {
            announcer.say(t("keys.revoked"));
            keys.refetch();
            focus(HEADING);
        });
    });
    let day = |at| clock::day_in(at, Tz::Europe__Paris);
    let until = expires_at.map(|at| t_args("keys.until", &[("day", &day(at))]));
    let facts: Vec<String> = [
        Some(t_args("keys.made_by", &[("name", &made_by)])),
        Some(used(last_used_at)),
        until,
    ]
    .into_iter()
    .flatten()
    .collect();
    let label = |what: &'static str| t_args(what, &[("name", &name)]);
    let (replace_label, revoke_label) = (label("keys.replace.label"), label("keys.revoke.label"));
    view! {
        <li class="people__one">
            <span class="people__name">{name.clone()}</span>
            <code>{hint}</code>
            <span class="people__role">{limits(&settings)}</span>
            <span class="people__role">{facts.join(" · ")}</span>
            {is_member.then(|| view! {
                <Sure action=t("keys.replace") label=replace_label busy=Signal::derive(move || replacing.is_pending()) error=Signal::derive(move || replacing.error()) on_sure=replace/>
            })}
            <Sure action=t("keys.revoke") label=revoke_label busy=Signal::derive(move || revoking.is_pending()) error=Signal::derive(move || revoking.error()) on_sure=revoke/>
        </li>
    }
}

/// Scopes and limits of a key, in French.
fn limits(settings: &KeySettings) -> String {
    let KeySettings {
        kind,
        scopes,
        editions,
        territory,
        networks,
        origins,
    } = settings;
    let mut parts = vec![t_of("keys.kind", kind.as_str())];
    parts.extend(
        scopes
            .iter()
            .map(|scope| t_of("keys.scope", scope.as_str())),
    );
    parts.extend(editions.iter().cloned());
    parts.extend(territory.as_ref().map(ToString::to_string));
    parts.extend(networks.iter().chain(origins).cloned());
    parts.join(" · ")
}
