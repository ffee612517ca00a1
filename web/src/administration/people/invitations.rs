use super::grant_form::GrantForm;
use super::role_name;
use crate::api::{Mutation, Remote, administration};
use crate::clock;
use crate::events::Sure;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Fault, Followed, Items, TextField, fault_at, focus_later};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::account::{
    Account, Grant, NewRoleInvitation, OpenRoleInvitation, OpenRoleInvitations, Role,
};
use shared::place::Territories;

/// Element id of the heading, which takes the focus when a pressed button is gone.
const HEADING: &str = "role-invitations";

/// Form that invites to a role, and the invitations that nobody has accepted.
#[component]
pub(super) fn RoleInvitations(account: Account, names: Remote<Territories>) -> impl IntoView {
    let open = Remote::<OpenRoleInvitations>::new(administration::list_role_invitations);
    let among: Vec<Role> = account.managing_role().map_or_else(Vec::new, |own| {
        let all = Role::ALL.iter().copied();
        all.filter(|role| role.is_given() && own.manages(*role))
            .collect()
    });
    view! {
        <section class="administration-part" aria-labelledby=HEADING>
            <h2 id=HEADING tabindex="-1">{t("people.invite")}</h2>
            <InviteForm among names open/>
            <Followed of=open lines=2 then={move |shown: Signal<OpenRoleInvitations>| view! {
                <ul class="people">
                    <Items
                        of=Signal::derive(move || shown.with(|shown| shown.items.clone()))
                        key=|invitation: &OpenRoleInvitation| invitation.id
                        row=move |invitation: OpenRoleInvitation| view! { <Open invitation names open/> }
                    />
                </ul>
            }}/>
        </section>
    }
}

#[component]
fn InviteForm(
    among: Vec<Role>,
    names: Remote<Territories>,
    open: Remote<OpenRoleInvitations>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let email = RwSignal::new(String::new());
    let sending = Mutation::<OpenRoleInvitations>::new();
    let on_grant = Callback::new(move |grant: Grant| {
        let new = NewRoleInvitation {
            email: email.get_untracked().trim().to_owned(),
            role: grant.role,
            territory: grant.territory,
        };
        sending.send(administration::invite_to_role(new), move |now| {
            email.set(String::new());
            announcer.say(t("people.invite.done"));
            open.update(|shown| *shown = now);
        });
    });
    let before = move |faults: Signal<Vec<Fault>>| {
        view! {
            <TextField id="email" label=t("people.field.email") hint=t("people.invite.hint") value=email kind="email" autocomplete="off" error=fault_at(faults, "email")/>
        }
        .into_any()
    };
    view! { <GrantForm title=t("people.invite.form") action=t("people.invite.action") among names sending on_grant before/> }
}

#[component]
fn Open(
    invitation: OpenRoleInvitation,
    names: Remote<Territories>,
    open: Remote<OpenRoleInvitations>,
) -> impl IntoView {
    let OpenRoleInvitation {
        id,
        email,
        grant,
        inviter,
        created_at: _,
        expires_at,
    } = invitation;
    let announcer = Announcer::expect();
    let revoking = Mutation::<()>::new();
    let revoke = Callback::new(move |()| {
        revoking.send(administration::revoke_role_invitation(id), move |()| {
            announcer.say(t("people.invitation.revoked"));
            open.refetch();
            focus_later(HEADING);
        });
    });
    let until = clock::day_in(expires_at, Tz::Europe__Paris);
    let detail = t_args(
        "people.invitation.detail",
        &[("inviter", &inviter), ("day", &until)],
    );
    let label = t_args("people.invitation.revoke.label", &[("email", &email)]);
    view! {
        <li class="people__one">
            <span class="people__name">{email}</span>
            <span class="people__role">{move || role_name(&grant, names)}" · "{detail}</span>
            <Sure action=t("people.invitation.revoke") label busy=Signal::derive(move || revoking.is_pending()) error=Signal::derive(move || revoking.error()) on_sure=revoke/>
        </li>
    }
}
