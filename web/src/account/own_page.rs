use super::form_state::{FormState, check_password};
use super::preferences_section::PreferencesSection;
use super::returned_address::ReturnedNotice;
use super::{check_email, check_new_password};
use crate::api::{Mutation, Remote, accounts};
use crate::clock;
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{t, t_args, t_of};
use crate::session::Session;
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Fault, Followed, Items, LinkButton, Notice,
    ProblemAlert, Select, Tag, TextField, Tone,
};
use chrono_tz::Tz;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{
    Account, AccountChange, AddressChange, OpenSession, OpenSessions, PASSWORD_MIN_CHARS,
    PasswordChange,
};
use shared::letter::Language;

/// The page of the person's own account: name, address, password, letters, the devices that are signed in, and the way out.
#[component]
pub fn OwnPage() -> impl IntoView {
    view! {
        <Page title=t("own.title") width=Width::Text>
            <PageHead title=t("own.title")/>
            <SignedIn then=|account| view! {
                <NameSection name=account.name.clone() language=account.language/>
                <AddressSection account=account.clone()/>
                <PasswordSection/>
                <SessionsSection/>
                <PreferencesSection/>
                <LeaveSection/>
            }/>
        </Page>
    }
}

#[component]
fn NameSection(name: String, language: Language) -> impl IntoView {
    let (session, announcer) = (Session::expect(), Announcer::expect());
    let name = RwSignal::new(name);
    let language = RwSignal::new(language.to_string());
    let languages: Vec<Choice> = Language::ALL
        .iter()
        .map(|it| Choice::new(it.as_str(), t_of("language", it.as_str())))
        .collect();
    let form = FormState::<Account>::new("identity");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        if name.read_untracked().trim().is_empty() {
            found.push(Fault::new("name", t("account.name.required")));
        }
        if form.check(found) {
            let change = AccountChange {
                name: name.get_untracked().trim().to_owned(),
                language: Language::parse(&language.read_untracked()),
            };
            form.mutation
                .send(accounts::update_account(change), move |account| {
                    session.open(account);
                    announcer.say(t("own.name.done").to_owned());
                });
        }
    };
    view! {
        <section class="account-section" aria-labelledby="own-name">
            <h2 class="account-section__title" id="own-name">{t("own.name")}</h2>
            <form class="stack" novalidate on:submit=submit>
                {form.problems()}
                <TextField id=form.id("name") label=t("account.name") value=name autocomplete="name" error=form.error("name")/>
                <Select id=form.id("language") label=t("own.language") hint=t("own.language.hint") value=language choices=languages/>
                <div><Button kind=ButtonKind::Secondary submit=true busy=form.busy()>{t("own.name.action")}</Button></div>
            </form>
        </section>
    }
}

#[component]
fn AddressSection(account: Account) -> impl IntoView {
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = FormState::<()>::new("address");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        check_email(&email.read_untracked(), &mut found);
        check_password(&password.read_untracked(), "password", &mut found);
        if form.check(found) {
            let change = AddressChange {
                email: email.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
            };
            form.mutation
                .send(accounts::request_address_change(change), move |()| {
                    password.set(String::new());
                });
        }
    };
    let asked = Memo::new(move |_| form.mutation.value().is_some());
    view! {
        <section class="account-section" aria-labelledby="own-address">
            <h2 class="account-section__title" id="own-address">{t("account.email")}</h2>
            <p>
                <strong>{account.email}</strong>" "
                {if account.verified {
                    view! { <Tag tone=Tone::Good>{t("own.address.verified")}</Tag> }.into_any()
                } else {
                    view! { <Tag tone=Tone::Warning>{t("own.address.unverified")}</Tag> }.into_any()
                }}
            </p>
            <ReturnedNotice/>
            {move || if asked.get() {
                view! {
                    <div role="status">
                        <Notice tone=Tone::Good title=t("own.address.done.title")>
                            <p>{t_args("own.address.done.text", &[("email", &email.get_untracked())])}</p>
                        </Notice>
                    </div>
                }.into_any()
            } else {
                view! {
                    <form class="stack" novalidate on:submit=submit>
                        {form.problems()}
                        <TextField id=form.id("email") label=t("own.address.new") hint=t("own.address.hint") value=email kind="email" autocomplete="email" error=form.error("email")/>
                        <TextField id=form.id("password") label=t("own.password.current") value=password kind="password" autocomplete="current-password" error=form.error("password")/>
                        <div><Button kind=ButtonKind::Secondary submit=true busy=form.busy()>{t("own.address.action")}</Button></div>
                    </form>
                }.into_any()
            }}
        </section>
    }
}

#[component]
fn PasswordSection() -> impl IntoView {
    let announcer = Announcer::expect();
    let (current, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let form = FormState::<()>::new("secret");
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut found = Vec::new();
        check_password(&current.read_untracked(), "current", &mut found);
        check_new_password(&password.read_untracked(), &mut found);
        if form.check(found) {
            let change = PasswordChange {
                current: current.get_untracked(),
                password: password.get_untracked(),
            };
            form.mutation
                .send(accounts::change_password(change), move |()| {
                    current.set(String::new());
                    password.set(String::new());
                    announcer.say(t("own.password.done").to_owned());
                });
        }
    };
    let done = Memo::new(move |_| form.mutation.value().is_some());
    view! {
        <section class="account-section" aria-labelledby="own-password">
            <h2 class="account-section__title" id="own-password">{t("account.password")}</h2>
            {move || done.get().then(|| view! { <Notice tone=Tone::Good><p>{t("own.password.done")}</p></Notice> })}
            <form class="stack" novalidate on:submit=submit>
                {form.problems()}
                <TextField id=form.id("current") label=t("own.password.current") value=current kind="password" autocomplete="current-password" error=form.error("current")/>
                <TextField
                    id=form.id("password")
                    label=t("own.password.new")
                    hint=t_args("account.password.hint", &[("n", &PASSWORD_MIN_CHARS)])
                    value=password
                    kind="password"
                    autocomplete="new-password"
                    error=form.error("password")
                />
                <div><Button kind=ButtonKind::Secondary submit=true busy=form.busy()>{t("own.password.action")}</Button></div>
            </form>
        </section>
    }
}

#[component]
fn SessionsSection() -> impl IntoView {
    let sessions = Remote::new(accounts::list_sessions);
    let list = move |open: Signal<OpenSessions>| {
        view! {
            <ul class="account-sessions">
                <Items
                    of=Signal::derive(move || open.with(|open| open.items.clone()))
                    key=|session: &OpenSession| session.id
                    row=move |session: OpenSession| view! { <SessionItem session sessions/> }
                />
            </ul>
        }
    };
    view! {
        <section class="account-section" aria-labelledby="own-sessions">
            <h2 class="account-section__title" id="own-sessions">{t("own.sessions")}</h2>
            <p>{t("own.sessions.intro")}</p>
            <Followed of=sessions then=list lines=3/>
        </section>
    }
}

#[component]
fn SessionItem(session: OpenSession, sessions: Remote<OpenSessions>) -> impl IntoView {
    let OpenSession {
        id,
        opened_at,
        used_at,
        device,
        current,
    } = session;
    let announcer = Announcer::expect();
    let ending = Mutation::<()>::new();
    let device = device.unwrap_or_else(|| t("own.sessions.unknown").to_owned());
    let label = t_args("own.sessions.end_of", &[("device", &device)]);
    let end = move |_| {
        ending.send(accounts::end_session(id), move |()| {
            announcer.say(t("own.sessions.ended").to_owned());
            sessions.refetch();
        });
    };
    let moment = |at| clock::moment_in(at, Tz::Europe__Paris);
    view! {
        <li class="account-sessions__item">
            <div>
                <p class="account-sessions__device">
                    {device}" "
                    {current.then(|| view! { <Tag tone=Tone::Good>{t("own.sessions.current")}</Tag> })}
                </p>
                <p class="account-sessions__times">{t_args("own.sessions.times", &[("opened", &moment(opened_at)), ("used", &moment(used_at))])}</p>
                {move || ending.error().map(|error| view! { <ProblemAlert error/> })}
            </div>
            {(!current).then(|| view! {
                <Button kind=ButtonKind::Quiet on_press=Callback::new(end) busy=Signal::derive(move || ending.is_pending()) label=label>{t("own.sessions.end")}</Button>
            })}
        </li>
    }
}

#[component]
fn LeaveSection() -> impl IntoView {
    view! {
        <section class="account-section" aria-labelledby="own-leave">
            <h2 class="account-section__title" id="own-leave">{t("leave.title")}</h2>
            <p>{t("own.leave.text")}</p>
            <LinkButton kind=ButtonKind::Secondary href="/compte/suppression">{t("own.leave.action")}</LinkButton>
        </section>
    }
}
