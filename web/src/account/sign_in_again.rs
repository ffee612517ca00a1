//! Signs the user in again over a page whose session has ended.

use crate::api::{CallError, Mutation, accounts};
use crate::device;
use crate::messages::{t, t_args};
use crate::session::{Presence, Session};
use crate::ui::{
    Announcer, Button, ButtonKind, Fault, LinkButton, ProblemAlert, TextField, fault_at, faults_of,
};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{Account, SignIn};
use shared::id::AccountId;
use shared::problem::Code;

/// Sentence about the storage of what an account has typed.
pub fn kept_where(account: AccountId) -> &'static str {
    if device::words_last(account) {
        t("form.saving.kept.device")
    } else {
        t("form.saving.kept.tab")
    }
}

/// Asks for the password once the session of the account that opened the page has ended: over the page, or in one line when the user has
/// put it off.
#[component]
pub fn SessionOver(
    account: AccountId,
    /// Page to go to when another account is signed in.
    leave: &'static str,
    /// Called once the account is signed in again.
    on_back: Callback<()>,
    /// Sentence about the storage of what was typed, unless it is that of a form.
    #[prop(optional)]
    kept: Option<&'static str>,
) -> impl IntoView {
    let session = Session::expect();
    let later = RwSignal::new(false);
    // Address of the account, and whether it is to sign in.
    let state = Memo::new(move |before: Option<&(String, bool)>| {
        let known = before.map(|(email, _)| email.clone()).unwrap_or_default();
        match session.presence() {
            Presence::SignedIn(own) if own.id == account => (own.email, false),
            Presence::Ended(own) if own.id == account => (own.email, true),
            Presence::SignedIn(_) | Presence::Ended(_) => {
                let asks = !known.is_empty();
                (known, asks)
            }
            Presence::Unknown | Presence::Unreachable | Presence::Visitor => (known, false),
        }
    });
    Effect::new(move |_| {
        if !state.get().1 {
            later.set(false);
        }
    });
    let kept = Signal::derive(move || kept.unwrap_or_else(|| kept_where(account)));
    move || {
        let (email, asks) = state.get();
        asks.then(|| {
            if later.get() {
                view! { <SessionStrip later/> }.into_any()
            } else {
                view! { <SignInAgain account email kept leave later on_back/> }.into_any()
            }
        })
    }
}

/// Asks for the password of the account that opened the page. It takes no focus: whoever is typing goes on typing.
#[component]
pub fn SignInAgain(
    account: AccountId,
    /// Address of the account.
    email: String,
    /// Sentence about the storage of what was typed.
    kept: Signal<&'static str>,
    /// Page to go to when another account is signed in.
    leave: &'static str,
    /// Becomes true when the user wants to do it later.
    later: RwSignal<bool>,
    /// Called once the account is signed in again.
    #[prop(optional, into)]
    on_back: Option<Callback<()>>,
) -> impl IntoView {
    let session = Session::expect();
    let announcer = Announcer::expect();
    let email = RwSignal::new(email);
    let password = RwSignal::new(String::new());
    let missing = RwSignal::new(false);
    let signing_in = Mutation::<Account>::new();
    let faults = Signal::derive(move || match signing_in.error() {
        _ if missing.get() => vec![Fault::new("password", t("account.password.required"))],
        Some(error) if error.code() == Some(Code::InvalidCredentials) => {
            vec![Fault::new("password", crate::messages::call_error(&error))]
        }
        Some(error) => faults_of(&error),
        None => Vec::new(),
    });
    let refusal = move || {
        let known = |error: &CallError| {
            error.code() == Some(Code::InvalidCredentials) || !faults_of(error).is_empty()
        };
        signing_in
            .error()
            .filter(|error| !known(error))
            .map(|error| view! { <ProblemAlert error/> })
    };
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        missing.set(password.read_untracked().is_empty());
        signing_in.clear();
        if missing.get_untracked() {
            return;
        }
        let request = SignIn {
            email: email.get_untracked(),
            password: password.get_untracked(),
        };
        signing_in.send(accounts::sign_in(request), move |account| {
            announcer.say(t("session.again.back"));
            session.open(account);
            if let Some(on_back) = on_back {
                on_back.run(());
            }
        });
    };
    let somebody_else = move || match session.presence() {
        Presence::SignedIn(other) if other.id != account => Some(other.email),
        _ => None,
    };
    let text = move || match somebody_else() {
        Some(other) => t_args(
            "session.again.other",
            &[("other", &other), ("email", &email.get())],
        ),
        None => t_args("session.again.ended", &[("email", &email.get())]),
    };
    view! {
        <section class="over" role="dialog" aria-labelledby="session-title" aria-describedby="session-text">
            <h2 class="over__title" id="session-title">{t("session.again.title")}</h2>
            <p id="session-text">{text}" "<strong>{move || kept.get()}</strong></p>
            <form class="over__form" novalidate on:submit=submit>
                {refusal}
                <TextField id="session-email" label=t("account.email") value=email kind="email" autocomplete="username" readonly=true/>
                <TextField id="session-password" label=t("account.password") value=password kind="password" autocomplete="current-password" error=fault_at(faults, "password")/>
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || signing_in.is_pending())>{t("sign_in.action")}</Button>
                    <Button kind=ButtonKind::Quiet on_press=Callback::new(move |_| later.set(true))>{t("session.again.later")}</Button>
                    {move || somebody_else().map(|_| view! { <LinkButton kind=ButtonKind::Quiet href=leave>{t("session.again.leave")}</LinkButton> })}
                </div>
            </form>
        </section>
    }
}

/// Reminds of the ended session once the user has put it off.
#[component]
pub fn SessionStrip(later: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="strip" data-tone="warning">
            <p class="strip__text">{t("session.again.title")}</p>
            <Button kind=ButtonKind::Secondary on_press=Callback::new(move |_| later.set(false))>{t("sign_in.action")}</Button>
        </div>
    }
}
