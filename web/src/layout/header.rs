use super::skip_target;
use crate::api::{accounts, client};
use crate::clock;
use crate::device;
use crate::messages::t;
use crate::session::{Presence, Session};
use crate::ui::{Announcer, Glyph, Icon, go_to};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::components::A;
use leptos_router::hooks::{use_location, use_navigate};
use shared::account::Role;
use std::time::Duration;

/// Time between two checks whether everything typed is saved, before signing out.
const SAVE_CHECK: Duration = Duration::from_millis(250);
/// Number of these checks.
const SAVE_CHECKS: u32 = 12;

/// Header: name of the site, navigation by role, and account menu.
#[component]
pub fn Header() -> impl IntoView {
    let open = RwSignal::new(false);
    let location = use_location();
    Effect::new(move |_| {
        location.pathname.track();
        open.set(false);
    });
    view! {
        <a class="skip-link" href=format!("#{}", skip_target()) on:click=move |event| {
            event.prevent_default();
            go_to(skip_target());
        }>{t("nav.skip")}</a>
        <header class="header">
            <div class="header__inner">
                <a class="header__brand" href="/">
                    <svg class="header__mark" viewBox="0 0 40 40" width="40" height="40" aria-hidden="true" focusable="false">
                        <path class="header__mark-ground" d="M0 0h40v40H0z"></path>
                        <path class="header__mark-roof" d="M7 32V18l9 6v-6l9 6V8h8v24z"></path>
                        <path class="header__mark-spark" d="M27 3h4v3h-4z"></path>
                    </svg>
                    <span class="header__name">{t("site.name")}</span>
                </a>
                <button
                    class="header__toggle"
                    type="button"
                    aria-expanded=move || if open.get() { "true" } else { "false" }
                    aria-controls="menu"
                    on:click=move |_| open.update(|open| *open = !*open)
                >
                    <Icon glyph=Glyph::Menu/>
                    {t("nav.menu")}
                </button>
                <div class="header__panel" class:header__panel--open=move || open.get() id="menu">
                    <nav aria-label=t("nav.main")>
                        <ul class="header__links">
                            <Navigation/>
                        </ul>
                    </nav>
                    <AccountArea/>
                </div>
            </div>
        </header>
    }
}

#[component]
fn Navigation() -> impl IntoView {
    let session = Session::expect();
    let link = |href: &'static str, text: &'static str| view! { <li><A href=href attr:class="header__link">{text}</A></li> };
    let organiser = move || matches!(session.presence(), Presence::SignedIn(_));
    view! {
        {link("/evenements", t("nav.events"))}
        {link("/favoris", t("nav.favourites"))}
        {link("/participer", t("nav.take_part"))}
        {move || organiser().then(|| link("/mes-evenements", t("nav.own_events")))}
        {move || (session.is_reviewer() || session.has(Role::Administrator)).then(|| link("/labellisation", t("nav.queue")))}
        {move || (session.is_reviewer() || session.has(Role::Administrator)).then(|| link("/pilotage", t("nav.overview")))}
        {move || (session.has(Role::Administrator) || session.has(Role::Coordinator)).then(|| link("/administration", t("nav.administration")))}
    }
}

#[component]
fn AccountArea() -> impl IntoView {
    let session = Session::expect();
    move || match session.presence() {
        Presence::Unknown | Presence::Unreachable => ().into_any(),
        Presence::Visitor | Presence::Ended(_) => view! {
            <div class="header__account">
                <A href="/connexion" attr:class="header__link">{t("nav.sign_in")}</A>
                <A href="/inscription" attr:class="header__action">{t("nav.sign_up")}</A>
            </div>
        }
        .into_any(),
        Presence::SignedIn(account) => {
            view! { <AccountMenu name=account.name email=account.email/> }.into_any()
        }
    }
}

#[component]
fn AccountMenu(name: String, email: String) -> impl IntoView {
    let session = Session::expect();
    let details = NodeRef::<html::Details>::new();
    let navigate = use_navigate();
    let announcer = Announcer::expect();
    let leave = move |everywhere: bool| {
        let navigate = navigate.clone();
        spawn_local(async move {
            if !may_leave().await {
                return;
            }
            let outcome = if everywhere {
                accounts::sign_out_everywhere().await
            } else {
                accounts::sign_out().await
            };
            announcer.say(match outcome {
                Ok(()) => t("session.signed_out").to_owned(),
                Err(error) => crate::messages::call_error(&error),
            });
            navigate("/", NavigateOptions::default());
        });
    };
    let (leave_here, leave_everywhere) = (leave.clone(), leave);
    let close = move || {
        if let Some(details) = details.get_untracked() {
            let _ = details.remove_attribute("open");
        }
    };
    let shut = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" {
            close();
        }
    };
    view! {
        <details class="account-menu" node_ref=details on:keydown=shut>
            <summary class="account-menu__name">{name}</summary>
            <div class="account-menu__panel">
                <p class="account-menu__email">{email}</p>
                <A href="/mes-organisations" attr:class="account-menu__action" on:click=move |_| close()>{t("nav.organisations")}</A>
                {move || session.has(Role::Partner).then(|| view! {
                    <A href="/espaces-partenaires" attr:class="account-menu__action" on:click=move |_| close()>{t("nav.partners")}</A>
                })}
                <A href="/compte" attr:class="account-menu__action" on:click=move |_| close()>{t("nav.account")}</A>
                <button class="account-menu__action" type="button" on:click=move |_| leave_here(false)>{t("session.sign_out")}</button>
                <button class="account-menu__action" type="button" on:click=move |_| leave_everywhere(true)>{t("session.sign_out_everywhere")}</button>
            </div>
        </details>
    }
}

/// Waits for the last save of a form; false when something is not saved and the user wants to keep it.
async fn may_leave() -> bool {
    let Some(account) = client::device_account() else {
        return true;
    };
    for _ in 0..SAVE_CHECKS {
        if !device::has_words(account) {
            return true;
        }
        clock::pause(SAVE_CHECK).await;
    }
    window()
        .confirm_with_message(t("session.sign_out.unsaved"))
        .unwrap_or(true)
}
