use super::members::roles;
use crate::api::{Mutation, Remote, organisations};
use crate::messages::{problem, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Fault, ProblemAlert, RadioGroup, TextField, fault_at, faults_of,
};
use leptos::prelude::*;
use shared::id::OrganisationId;
use shared::organisation::{NewMemberInvitation, OrganisationPeople, OrganisationRole};
use shared::problem::Code;

/// Invites a person by address.
#[component]
pub(super) fn Invite(id: OrganisationId, people: Remote<OrganisationPeople>) -> impl IntoView {
    let announcer = Announcer::expect();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(OrganisationRole::Files.to_string());
    let inviting = Mutation::<OrganisationPeople>::new();
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
        let chosen = role.get_untracked();
        let Some(role) = OrganisationRole::parse(&chosen) else {
            return;
        };
        let new = NewMemberInvitation {
            email: typed.clone(),
            role,
        };
        inviting.send(organisations::invite_member(id, new), move |now| {
            announcer.say(t_args("organisation.invite.done", &[("email", &typed)]));
            people.update(|shown| *shown = now);
            super::focus(super::page::HEADING);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="invite-title">
            <h3 id="invite-title">{t("organisation.invite")}</h3>
            <TextField
                id="email"
                label=t("organisation.invite.email")
                hint=t("organisation.invite.email.hint")
                value=email
                kind="email"
                autocomplete="off"
                error=fault_at(faults, "email")
            />
            <RadioGroup id="role" legend=t("organisation.invite.role") value=role choices=roles() error=fault_at(faults, "role")/>
            {move || inviting.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || inviting.is_pending())>
                    {t("organisation.invite.action")}
                </Button>
            </div>
        </form>
    }
}
