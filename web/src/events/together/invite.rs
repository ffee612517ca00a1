use crate::api::{Mutation, Remote, together};
use crate::messages::{problem, t, t_args};
use crate::ui::{
    Announcer, Button, ButtonKind, Choice, Fault, ProblemAlert, RadioGroup, TextField, fault_at,
    faults_of,
};
use leptos::prelude::*;
use shared::event::{CoEditing, FileRole, NewInvitation};
use shared::id::EventId;
use shared::problem::Code;

/// Invites a person by address, as a co-editor or as the new owner.
#[component]
pub(super) fn Invite(id: EventId, people: Remote<CoEditing>) -> impl IntoView {
    let announcer = Announcer::expect();
    let email = RwSignal::new(String::new());
    let role = RwSignal::new(FileRole::Editor.to_string());
    let inviting = Mutation::<CoEditing>::new();
    let found = RwSignal::new(Vec::<Fault>::new());
    let faults = Signal::derive(move || {
        let mut faults = found.get();
        faults.extend(inviting.error().as_ref().map(faults_of).unwrap_or_default());
        faults
    });
    let choices = vec![
        Choice::new(FileRole::Editor.as_str(), t("together.invite.editor")),
        Choice::new(FileRole::Submitter.as_str(), t("together.invite.submitter")),
        Choice::new(FileRole::Owner.as_str(), t("together.invite.owner"))
            .with_hint(t("together.invite.owner.hint")),
    ];
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        inviting.clear();
        let typed = email.get_untracked().trim().to_owned();
        if !typed.contains('@') {
            found.set(vec![Fault::new("email", problem(Code::InvalidEmail, None))]);
            return;
        }
        found.set(Vec::new());
        let Some(role) = FileRole::parse(&role.read_untracked()) else {
            return;
        };
        let new = NewInvitation {
            email: typed.clone(),
            role,
        };
        inviting.send(together::invite_co_editor(id, new), move |now| {
            announcer.say(t_args("together.invite.done", &[("email", &typed)]));
            email.set(String::new());
            people.update(|shown| *shown = now);
        });
    };
    view! {
        <form class="stack" novalidate on:submit=send aria-labelledby="invite-title">
            <h3 id="invite-title">{t("together.invite")}</h3>
            <TextField
                id="email"
                label=t("together.invite.email")
                hint=t("together.invite.email.hint")
                value=email
                kind="email"
                autocomplete="off"
                error=fault_at(faults, "email")
            />
            <RadioGroup id="role" legend=t("together.invite.role") value=role choices=choices error=fault_at(faults, "role")/>
            {move || inviting.error().filter(|error| faults_of(error).is_empty()).map(|error| view! { <ProblemAlert error/> })}
            <div>
                <Button kind=ButtonKind::Secondary submit=true busy=Signal::derive(move || inviting.is_pending())>
                    {t("together.invite.action")}
                </Button>
            </div>
        </form>
    }
}
