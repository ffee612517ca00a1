use super::{check_email, check_new_password, destination};
use crate::api::{Mutation, accounts};
use crate::layout::{Page, PageHead, Width};
use crate::messages::{t, t_args};
use crate::ui::{
    Button, ErrorSummary, Fault, Notice, ProblemAlert, TextField, Tone, fault_at, faults_of,
};
use crate::url;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use shared::account::{PASSWORD_MIN_CHARS, SignUp};

/// Requests an account. The page does not reveal whether the address already has one.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let (name, email, password) = (
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
        RwSignal::new(String::new()),
    );
    let destination = destination();
    let sign_in = url::sign_in(destination.as_ref());
    let destination = StoredValue::new(destination.map(|page| page.to_string()));
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
        if name.read_untracked().trim().is_empty() {
            faults_found.push(Fault::new("name", t("account.name.required")));
        }
        check_email(&email.read_untracked(), &mut faults_found);
        check_new_password(&password.read_untracked(), &mut faults_found);
        let ready = faults_found.is_empty();
        missing.set(faults_found);
        mutation.clear();
        if ready {
            let request = SignUp {
                email: email.get_untracked().trim().to_owned(),
                name: name.get_untracked().trim().to_owned(),
                password: password.get_untracked(),
                destination: destination.get_value(),
            };
            mutation.send(accounts::sign_up(request), |()| ());
        }
    };
    let done = Memo::new(move |_| mutation.value().is_some());
    let form = move || {
        view! {
            <form class="stack account-form" novalidate on:submit=submit>
                <ErrorSummary faults/>
                {move || mutation.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
                <TextField id="name" label=t("account.name") value=name autocomplete="name" error=fault_at(faults, "name")/>
                <TextField id="email" label=t("account.email") hint=t("sign_up.email_hint") value=email kind="email" autocomplete="email" error=fault_at(faults, "email")/>
                <TextField
                    id="password"
                    label=t("account.new_password")
                    hint=t_args("account.password.hint", &[("n", &PASSWORD_MIN_CHARS)])
                    value=password
                    kind="password"
                    autocomplete="new-password"
                    error=fault_at(faults, "password")
                />
                <p class="field__hint">{t("sign_up.privacy")}</p>
                <div><Button submit=true busy=Signal::derive(move || mutation.is_pending())>{t("sign_up.action")}</Button></div>
            </form>
        }
    };
    let answer = move || {
        view! {
            <div role="status">
                <Notice tone=Tone::Good title=t("sign_up.done.title")>
                    <p>{move || t_args("sign_up.done.text", &[("email", &email.get())])}</p>
                    <p>{t("sign_up.done.nothing")}</p>
                </Notice>
            </div>
        }
    };
    view! {
        <Page title=t("sign_up.title") width=Width::Text>
            <PageHead title=t("sign_up.title")>
                <p>{t("sign_up.intro")}</p>
            </PageHead>
            {move || if done.get() { answer().into_any() } else { form().into_any() }}
            <p class="account-form__other">{t("sign_up.has_account")}" "<a href=sign_in>{t("nav.sign_in")}</a></p>
        </Page>
    }
}
