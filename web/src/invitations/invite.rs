use crate::api::{CallError, Mutation};
use crate::messages::{problem, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Fault, ProblemAlert, RadioGroup, TextField, fault_at,
    faults_of,
};
use leptos::prelude::*;
use shared::problem::Code;
use std::future::Future;

/// Form that invites a person by address.
///
/// `role` is the chosen role with those to choose from, where there are several; `request` makes the call for an address, unless
/// nothing can be sent.
pub fn invite_form<T, F>(
    role: Option<(RwSignal<String>, Vec<Choice>)>,
    request: impl Fn(String) -> Option<F> + Send + Sync + 'static,
    on_sent: Callback<T>,
) -> AnyView
where
    T: Clone + Send + Sync + 'static,
    F: Future<Output = Result<T, CallError>> + 'static,
{
    let announcer = Announcer::expect();
    let email = RwSignal::new(String::new());
    let inviting = Mutation::<T>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(inviting.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        inviting.clear();
        let typed = email.get_untracked().trim().to_owned();
        if !typed.contains('@') {
            found.set(vec![Fault::new("email", problem(Code::InvalidEmail, None))]);
            return;
        }
        found.set(Vec::new());
        let Some(request) = request(typed.clone()) else {
            return;
        };
        inviting.send(request, move |now| {
            announcer.say(t_args("invitation.invite.done", &[("email", &typed)]));
            email.set(String::new());
            on_sent.run(now);
        });
    };
    let roles = role.map(|(value, choices)| {
        view! {
            <RadioGroup id="role" legend=t("invitation.invite.role") value choices=choices error=fault_at(faults, "role")/>
        }
    });
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="invite-title">
            <h3 id="invite-title">{t("invitation.invite")}</h3>
            <TextField
                id="email"
                label=t("invitation.invite.email")
                hint=t("invitation.invite.email.hint")
                value=email
                kind="email"
                autocomplete="off"
                error=fault_at(faults, "email")
            />
            {roles}
            {move || inviting.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || inviting.is_pending())>
                    {t("invitation.invite.action")}
                </Button>
            </div>
        </form>
    }
    .into_any()
}
