use super::page::HEADING;
use crate::api::{Mutation, Remote, organisations};
use crate::clock;
use crate::events::Sure;
use crate::messages::{t, t_args, t_of};
use crate::ui::{Announcer, Choice, ProblemAlert, Select};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::id::OrganisationId;
use shared::organisation::{
    Member, MemberRole, OpenMemberInvitation, OrganisationPeople, OrganisationRole,
};

/// The roles as choices, widest last.
pub(super) fn roles() -> Vec<Choice> {
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
                super::focus(HEADING);
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
            super::focus(HEADING);
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
    let role_label = t_args("organisation.member.role", &[("name", &name)]);
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
    (!invitations.is_empty()).then(|| view! {
        <h3>{t("organisation.open")}</h3>
        <ul class="people">
            {invitations.into_iter().map(|invitation| view! { <Open id invitation people/> }).collect_view()}
        </ul>
    })
}

#[component]
fn Open(
    id: OrganisationId,
    invitation: OpenMemberInvitation,
    people: Remote<OrganisationPeople>,
) -> impl IntoView {
    let OpenMemberInvitation {
        id: invitation,
        email,
        role,
        created_at: _,
        expires_at,
    } = invitation;
    let announcer = Announcer::expect();
    let revoking = Mutation::<()>::new();
    let revoke = Callback::new(move |()| {
        let request = organisations::revoke_member_invitation(id, invitation);
        revoking.send(request, move |()| {
            announcer.say(t("organisation.revoked"));
            people.refetch();
            super::focus(HEADING);
        });
    });
    let until = clock::day_in(expires_at, Tz::Europe__Paris);
    let until = t_args("organisation.open.until", &[("day", &until)]);
    let label = t_args("organisation.revoke.label", &[("email", &email)]);
    view! {
        <li class="people__one">
            <span class="people__name">{email}</span>
            <span class="people__role">{t_of("organisations.role", role.as_str())}", "{until}</span>
            <Sure action=t("organisation.revoke") label busy=Signal::derive(move || revoking.is_pending()) error=Signal::derive(move || revoking.error()) on_sure=revoke/>
        </li>
    }
}
