use crate::api::{Mutation, organisations};
use crate::clock;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, ProblemAlert};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::organisation::{MemberInvitation, Membership, OrganisationRole};

/// Offer of an invitation, in sentences.
#[component]
pub(super) fn Offer(invitation: MemberInvitation) -> impl IntoView {
    let key = match invitation.role {
        OrganisationRole::Reads => "organisation.invitation.reads",
        OrganisationRole::Files => "organisation.invitation.files",
        OrganisationRole::Manages => "organisation.invitation.manages",
    };
    let offer = t_args(
        key,
        &[
            ("inviter", &invitation.inviter),
            ("organisation", &invitation.organisation.name),
        ],
    );
    let until = clock::moment_in(invitation.expires_at, Tz::Europe__Paris);
    view! {
        <p>{offer}</p>
        <p class="field__hint">{t_args("invitation.until", &[("at", &until)])}</p>
    }
}

/// Buttons that accept and decline an invitation; accepting opens the organisation.
#[component]
pub(super) fn Answer(
    token: String,
    /// Name of the organisation.
    name: String,
    /// False where only declining is possible.
    acceptable: bool,
    on_declined: Callback<()>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let token = StoredValue::new(token);
    let accepting = Mutation::<Membership>::new();
    let declining = Mutation::<()>::new();
    let accept = move |_| {
        let navigate = navigate.clone();
        let request = organisations::accept_member_invitation(token.get_value());
        accepting.send(request, move |joined| {
            announcer.say(t("organisation.invitation.accepted"));
            let options = NavigateOptions {
                // Back must not lead to an invitation that is used up.
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(
                &format!("/mes-organisations/{}", joined.organisation),
                options,
            );
        });
    };
    let decline = move |_| {
        let request = organisations::decline_member_invitation(token.get_value());
        declining.send(request, move |()| {
            announcer.say(t("invitation.declined.title"));
            on_declined.run(());
        });
    };
    let accept_label = t_args("invitation.accept.label", &[("title", &name)]);
    let decline_label = t_args("invitation.decline.label", &[("title", &name)]);
    view! {
        <div class="cluster">
            {acceptable.then(|| view! {
                <Button label=accept_label busy=Signal::derive(move || accepting.is_pending()) on_press=Callback::new(accept)>
                    {t("invitation.accept")}
                </Button>
            })}
            <Button kind=ButtonKind::Quiet label=decline_label busy=Signal::derive(move || declining.is_pending()) on_press=Callback::new(decline)>
                {t("invitation.decline")}
            </Button>
        </div>
        {move || accepting.error().or_else(|| declining.error()).map(|error| view! { <ProblemAlert error/> })}
    }
}
