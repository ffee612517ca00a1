use super::space_page::HEADING;
use crate::api::{Mutation, Remote, partners};
use crate::events::Sure;
use crate::invitations::{OpenInvitation, invite_form, open_invitations};
use crate::messages::{t, t_args};
use crate::ui::{Announcer, focus};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::id::PartnerSpaceId;
use shared::partner::{
    NewPartnerInvitation, OpenPartnerInvitation, PartnerMember, PartnerSpacePeople,
};

/// The members, each with the way out.
#[component]
pub(super) fn Members(
    id: PartnerSpaceId,
    members: Vec<PartnerMember>,
    people: Remote<PartnerSpacePeople>,
) -> impl IntoView {
    let list = if members.is_empty() {
        view! { <p>{t("space.members.none")}</p> }.into_any()
    } else {
        view! {
            <ul class="people">
                {members.into_iter().map(|member| view! { <One id member people/> }).collect_view()}
            </ul>
        }
        .into_any()
    };
    view! {
        <h3>{t("space.members")}</h3>
        {list}
    }
}

#[component]
fn One(
    id: PartnerSpaceId,
    member: PartnerMember,
    people: Remote<PartnerSpacePeople>,
) -> impl IntoView {
    let PartnerMember {
        account,
        name,
        since: _,
        you,
    } = member;
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let removing = Mutation::<()>::new();
    let remove = Callback::new(move |()| {
        let navigate = navigate.clone();
        removing.send(partners::remove_member(id, account), move |()| {
            if you {
                announcer.say(t("space.member.left"));
                navigate("/espaces-partenaires", NavigateOptions::default());
            } else {
                announcer.say(t("space.member.removed"));
                people.refetch();
                focus(HEADING);
            }
        });
    });
    let (action, label) = if you {
        let leave = t("space.member.leave");
        (leave, leave.to_owned())
    } else {
        let label = t_args("space.member.remove.label", &[("name", &name)]);
        (t("space.member.remove"), label)
    };
    let shown = if you {
        t_args("space.member.you", &[("name", &name)])
    } else {
        name
    };
    view! {
        <li class="people__one">
            <span class="people__name">{shown}</span>
            <Sure action label busy=Signal::derive(move || removing.is_pending()) error=Signal::derive(move || removing.error()) on_sure=remove/>
        </li>
    }
}

/// The invitations that nobody has answered; nothing when there are none.
#[component]
pub(super) fn OpenInvitations(
    id: PartnerSpaceId,
    invitations: Vec<OpenPartnerInvitation>,
    people: Remote<PartnerSpacePeople>,
) -> impl IntoView {
    let open = invitations.into_iter().map(|invitation| OpenInvitation {
        id: invitation.id,
        email: invitation.email,
        role: None,
        expires_at: invitation.expires_at,
    });
    let revoke = move |invitation| partners::revoke_invitation(id, invitation);
    let on_revoked = Callback::new(move |()| {
        people.refetch();
        focus(HEADING);
    });
    open_invitations(open.collect(), revoke, on_revoked)
}

/// Invites a person by address.
#[component]
pub(super) fn Invite(id: PartnerSpaceId, people: Remote<PartnerSpacePeople>) -> impl IntoView {
    let request = move |email: String| Some(partners::invite(id, NewPartnerInvitation { email }));
    let on_sent = Callback::new(move |now: PartnerSpacePeople| {
        people.update(|shown| *shown = now);
        focus(HEADING);
    });
    invite_form(None, request, on_sent)
}
