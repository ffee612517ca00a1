use super::check_email;
use crate::api::{Mutation, accounts};
use crate::layout::focus_title;
use crate::messages::t;
use crate::session::Session;
use crate::ui::{
    Button, ButtonKind, ErrorSummary, Fault, LinkButton, ProblemAlert, TextField, fault_at,
    faults_of,
};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{Account, Destination, SignIn};

/// Both ways in, side by side: sign in, or create an account.
#[component]
pub fn WaysIn(
    /// Page that a new account leads to.
    destination: Option<Destination>,
) -> impl IntoView {
    let sign_up = url::sign_up(destination.as_ref());
    view! {
        <div class="ways-in">
            <section class="ways-in__way" aria-labelledby="way-sign-in">
                <h2 class="ways-in__title" id="way-sign-in">{t("ways_in.sign_in")}</h2>
                <SignInForm/>
            </section>
            <section class="ways-in__way" aria-labelledby="way-sign-up">
                <h2 class="ways-in__title" id="way-sign-up">{t("ways_in.sign_up")}</h2>
                <p>{t("sign_up.intro")}</p>
                <p>{t("ways_in.sign_up.text")}</p>
                <div><LinkButton kind=ButtonKind::Secondary href=sign_up>{t("nav.sign_up")}</LinkButton></div>
            </section>
        </div>
    }
}

/// Signs in with address and password. What shows the session replaces the form, and the focus goes to the page's title.
#[component]
fn SignInForm() -> impl IntoView {
    let session = Session::expect();
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
                request_animation_frame(focus_title);
            });
        }
    };
    view! {
        <form class="stack" novalidate on:submit=submit>
            <ErrorSummary faults/>
            {move || signing_in.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <TextField id="email" label=t("account.email") value=email kind="email" autocomplete="username" error=fault_at(faults, "email")/>
            <TextField id="password" label=t("account.password") value=password kind="password" autocomplete="current-password" error=fault_at(faults, "password")/>
            <div class="cluster">
                <Button submit=true busy=Signal::derive(move || signing_in.is_pending())>{t("sign_in.action")}</Button>
                <a href="/mot-de-passe-oublie">{t("sign_in.forgotten")}</a>
            </div>
        </form>
    }
}
