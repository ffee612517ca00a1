use super::{check_email, check_new_password};
use crate::api::{Mutation, accounts};
use crate::layout::{Page, PageHead, Width};
use crate::messages::{t, t_args};
use crate::ui::{
    Button, ErrorSummary, Fault, LinkButton, Notice, ProblemAlert, TextField, Tone, fault_at,
    faults_of,
};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::account::{PASSWORD_MIN_CHARS, PasswordReset, PasswordResetRequest};

/// Requests a password reset link by mail.
#[component]
pub fn ForgottenPage() -> impl IntoView {
    let email = RwSignal::new(String::new());
    let mutation = Mutation::<()>::new();
    let missing = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        faults.extend(mutation.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut faults_found = Vec::new();
        check_email(&email.read_untracked(), &mut faults_found);
        let ready = faults_found.is_empty();
        missing.set(faults_found);
        mutation.clear();
        if ready {
            let request = PasswordResetRequest {
                email: email.get_untracked().trim().to_owned(),
            };
            mutation.send(accounts::request_password_reset(request), |()| ());
        }
    };
    let done = Memo::new(move |_| mutation.value().is_some());
    view! {
        <Page title=t("forgotten.title") width=Width::Text>
            <PageHead title=t("forgotten.title")>
                <p>{t("forgotten.intro")}</p>
            </PageHead>
            {move || if done.get() {
                view! {
                    <div role="status">
                        <Notice tone=Tone::Good title=t("forgotten.done.title")>
                            <p>{t_args("forgotten.done.text", &[("email", &email.get_untracked())])}</p>
                        </Notice>
                    </div>
                }.into_any()
            } else {
                view! {
                    <form class="stack account-form" novalidate on:submit=submit>
                        <ErrorSummary faults/>
                        {move || mutation.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                        <TextField id="email" label=t("account.email") value=email kind="email" autocomplete="username" error=fault_at(faults, "email")/>
                        <div><Button submit=true busy=Signal::derive(move || mutation.is_pending())>{t("forgotten.action")}</Button></div>
                    </form>
                }.into_any()
            }}
            <p class="account-form__other"><a href="/connexion">{t("forgotten.back")}</a></p>
        </Page>
    }
}

/// Sets a new password with the token from the mailed link.
#[component]
pub fn NewPasswordPage() -> impl IntoView {
    let token = use_query_map()
        .read_untracked()
        .get(url::TOKEN)
        .unwrap_or_default();
    let password = RwSignal::new(String::new());
    let choosing = Mutation::<()>::new();
    let missing = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = missing.get();
        // No field shows the token, so an error about it appears above the form.
        faults.extend(
            choosing
                .error()
                .as_ref()
                .map(faults_of)
                .unwrap_or_default()
                .into_iter()
                .filter(|fault| fault.field == "password"),
        );
        faults
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let mut faults_found = Vec::new();
        check_new_password(&password.read_untracked(), &mut faults_found);
        let ready = faults_found.is_empty();
        missing.set(faults_found);
        choosing.clear();
        if ready {
            let request = PasswordReset {
                token: token.clone(),
                password: password.get_untracked(),
            };
            choosing.send(accounts::reset_password(request), |()| ());
        }
    };
    let done = Memo::new(move |_| choosing.value().is_some());
    view! {
        <Page title=t("new_password.title") width=Width::Text>
            <PageHead title=t("new_password.title")/>
            {move || if done.get() {
                view! {
                    <div role="status">
                        <Notice tone=Tone::Good title=t("new_password.done.title")>
                            <p>{t("new_password.done.text")}</p>
                            <LinkButton href="/connexion">{t("nav.sign_in")}</LinkButton>
                        </Notice>
                    </div>
                }.into_any()
            } else {
                let submit = submit.clone();
                view! {
                    <form class="stack account-form" novalidate on:submit=submit>
                        <ErrorSummary faults/>
                        {move || choosing.error().filter(|_| faults.read().is_empty()).map(|error| view! {
                            <ProblemAlert error/>
                            <p><a href="/mot-de-passe-oublie">{t("new_password.again")}</a></p>
                        })}
                        <TextField
                            id="password"
                            label=t("account.new_password")
                            hint=t_args("account.password.hint", &[("n", &PASSWORD_MIN_CHARS)])
                            value=password
                            kind="password"
                            autocomplete="new-password"
                            error=fault_at(faults, "password")
                        />
                        <div><Button submit=true busy=Signal::derive(move || choosing.is_pending())>{t("new_password.action")}</Button></div>
                    </form>
                }.into_any()
            }}
        </Page>
    }
}
