use super::check_email;
use crate::api::{Mutation, accounts};
use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::session::{Presence, Session};
use crate::ui::{
    Button, ErrorSummary, Fault, Notice, ProblemAlert, TextField, Tone, fault_at, faults_of,
};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};
use shared::account::{Account, SignIn};

/// Signs in, then returns to the page that required it.
#[component]
pub fn SignInPage() -> impl IntoView {
    let session = Session::expect();
    let query = use_query_map();
    let navigate = use_navigate();
    let (email, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let signing_in = Mutation::<Account>::new();
    let missing = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(
            signing_in
                .error()
                .as_ref()
                .map(faults_of)
                .unwrap_or_default(),
        );
        faults
    });
    let redirect = move |account: &Account| {
        let requested_page = query
            .read_untracked()
            .get(url::AFTER)
            .and_then(|path| url::local_path(&path));
        let default_page = if account.is_reviewer() {
            "/labellisation"
        } else {
            "/mes-evenements"
        };
        navigate(
            &requested_page.unwrap_or_else(|| default_page.to_owned()),
            NavigateOptions {
                replace: true,
                ..NavigateOptions::default()
            },
        );
    };
    // A user who is already signed in is redirected.
    Effect::new({
        let redirect = redirect.clone();
        move |_| {
            if let Presence::SignedIn(account) = session.presence() {
                redirect(&account);
            }
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut faults_found = Vec::new();
        check_email(&email.read_untracked(), &mut faults_found);
        if password.read_untracked().is_empty() {
            faults_found.push(Fault::new("password", t("account.password.required")));
        }
        let ready = faults_found.is_empty();
        missing.set(faults_found);
        signing_in.clear();
        if ready {
            let request = SignIn {
                email: email.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
            };
            signing_in.send(accounts::sign_in(request), move |account| {
                session.open(account);
            });
        }
    };
    view! {
        <Page title=t("sign_in.title") width=Width::Text>
            <PageHead title=t("sign_in.title")>
                <p>{t("sign_in.intro")}</p>
            </PageHead>
            {move || query.read().get(url::AFTER).map(|_| view! { <Notice tone=Tone::Info><p>{t("sign_in.needed")}</p></Notice> })}
            <form class="stack account-form" novalidate on:submit=submit>
                <ErrorSummary faults/>
                {move || signing_in.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <TextField id="email" label=t("account.email") value=email kind="email" autocomplete="username" error=fault_at(faults, "email")/>
                <TextField id="password" label=t("account.password") value=password kind="password" autocomplete="current-password" error=fault_at(faults, "password")/>
                <div class="cluster">
                    <Button submit=true busy=Signal::derive(move || signing_in.is_pending())>{t("sign_in.action")}</Button>
                    <a href="/mot-de-passe-oublie">{t("sign_in.forgotten")}</a>
                </div>
            </form>
            <p class="account-form__other">{t("sign_in.no_account")}" "<a href="/inscription">{t("nav.sign_up")}</a></p>
        </Page>
    }
}
