use super::page::HEADING;
use crate::api::{Mutation, Remote, organisations};
use crate::events::Sure;
use crate::invitations::{OpenInvitation, invite_form, open_invitations};
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Choice, ProblemAlert, Select, focus};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::id::OrganisationId;
use shared::organisation::{
    Member, MemberRole, NewMemberInvitation, OpenMemberInvitation, OrganisationPeople,
    OrganisationRole,
};

/// The roles as choices, widest last.
fn roles() -> Vec<Choice> {
    OrganisationRole::ALL
        .iter()
        .map(|role| Choice::new(role.as_str(), t_of("organisation.invite", role.as_str())))
        .collect()
}

/// The members, with what the caller may change.
#[component]
pub(super) fn Members(
    id: OrganisationId,
    members: Vec<Member>,
    manageable: bool,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    view! {
        <h3>{t("organisation.members")}</h3>
        <ul class="people">
            {members.into_iter().map(|member| view! { <One id member manageable people/> }).collect_view()}
        </ul>
    }
}

#[component]
fn One(
    id: OrganisationId,
    member: Member,
    manageable: bool,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    let Member {
        account,
        name,
        role,
        since: _,
        you,
    } = member;
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let removing = Mutation::<()>::new();
    let changing = Mutation::<OrganisationPeople>::new();
    let remove = Callback::new(move |()| {
        let navigate = navigate.clone();
        removing.send(organisations::remove_member(id, account), move |()| {
            if you {
                announcer.say(t("organisation.member.left"));
                navigate("/mes-organisations", NavigateOptions::default());
            } else {
                announcer.say(t("organisation.member.removed"));
                people.refetch();
                focus(HEADING);
            }
        });
    });
    let chosen = RwSignal::new(role.to_string());
    let change = Callback::new(move |value: String| {
        let Some(wanted) = OrganisationRole::parse(&value) else {
            return;
        };
        let request = organisations::set_member_role(id, account, MemberRole { role: wanted });
        changing.send(request, move |now| {
            announcer.say(t("organisation.member.role.done"));
            people.update(|shown| *shown = now);
            focus(HEADING);
        });
    });
    // A refused change leaves the role as it was.
    Effect::new(move |_| {
        if changing.error().is_some() {
            chosen.set(role.to_string());
        }
    });
    let (action, label) = if you {
        let leave = t("organisation.member.leave");
        (leave, leave.to_owned())
    } else {
        let label = t_args("organisation.member.remove.label", &[("name", &name)]);
        (t("organisation.member.remove"), label)
    };
    let shown = if you {
        t_args("organisation.member.you", &[("name", &name)])
    } else {
        name.clone()
    };
    let field = format!("role-{account}");
    let role_label = t_args("organisation.member.role", &[("name", &shown)]);
    let role_view = if manageable {
        view! { <Select id=field label=role_label value=chosen choices=roles() filter=true on_change=change/> }
            .into_any()
    } else {
        view! { <span class="people__role">{t_of("organisations.role", role.as_str())}</span> }
            .into_any()
    };
    view! {
        <li class="people__one">
            <span class="people__name">{shown}</span>
            {role_view}
            {(manageable || you).then(|| view! {
                <Sure action label busy=Signal::derive(move || removing.is_pending()) error=Signal::derive(move || removing.error()) on_sure=remove/>
            })}
            {move || changing.error().map(|error| view! { <ProblemAlert error/> })}
        </li>
    }
}

/// The invitations that nobody has answered; nothing when there are none.
#[component]
pub(super) fn OpenInvitations(
    id: OrganisationId,
    invitations: Vec<OpenMemberInvitation>,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    let open = invitations.into_iter().map(|invitation| OpenInvitation {
        id: invitation.id,
        email: invitation.email,
        role: Some(t_of("organisations.role", invitation.role.as_str())),
        expires_at: invitation.expires_at,
    });
    let revoke = move |invitation| organisations::revoke_member_invitation(id, invitation);
    let on_revoked = Callback::new(move |()| {
        people.refetch();
        focus(HEADING);
    });
    open_invitations(open.collect(), revoke, on_revoked)
}

/// Invites a person by address.
#[component]
pub(super) fn Invite(id: OrganisationId, people: Remote<OrganisationPeople>) -> impl IntoView {
    let role = RwSignal::new(OrganisationRole::Files.to_string());
    let request = move |email: String| {
        let role = OrganisationRole::parse(&role.read_untracked())?;
        let new = NewMemberInvitation { email, role };
        Some(organisations::invite_member(id, new))
    };
    let on_sent = Callback::new(move |now: OrganisationPeople| {
        people.update(|shown| *shown = now);
        focus(HEADING);
    });
    invite_form(Some((role, roles())), request, on_sent)
}
