use crate::api::{Mutation, together};
use crate::clock;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, ProblemAlert};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::event::{FileRole, Invitation, Joined};

/// Offer of an invitation, in sentences.
#[component]
pub(super) fn Offer(invitation: Invitation) -> impl IntoView {
    let title = title_of(&invitation);
    let key = match invitation.role {
        FileRole::Editor => "invitation.editor",
        FileRole::Submitter => "invitation.submitter",
        FileRole::Owner => "invitation.owner",
    };
    let offer = t_args(
        key,
        &[
            ("inviter", &invitation.inviter),
            ("title", &title),
            ("edition", &invitation.edition),
        ],
    );
    let until = clock::moment_in(invitation.expires_at, Tz::Europe__Paris);
    view! {
        <p>{offer}</p>
        <p class="field__hint">{t_args("invitation.until", &[("at", &until)])}</p>
    }
}

/// Title of the event, or a stand-in for a draft without one.
pub(super) fn title_of(invitation: &Invitation) -> String {
    if invitation.title.trim().is_empty() {
        t("invitation.untitled").to_owned()
    } else {
        invitation.title.clone()
    }
}

/// Buttons that accept and decline an invitation; accepting opens the submission.
#[component]
pub(super) fn Answer(
    token: String,
    title: String,
    /// False where only declining is possible.
    acceptable: bool,
    on_declined: Callback<()>,
) -> impl IntoView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let token = StoredValue::new(token);
    let accepting = Mutation::<Joined>::new();
    let declining = Mutation::<()>::new();
    let accept = move |_| {
        let navigate = navigate.clone();
        let request = together::accept_invitation(token.get_value());
        accepting.send(request, move |joined| {
            announcer.say(t("invitation.accepted"));
            let options = NavigateOptions {
                // Back must not lead to an invitation that is used up.
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&format!("/mes-evenements/{}", joined.event), options);
        });
    };
    let decline = move |_| {
        let request = together::decline_invitation(token.get_value());
        declining.send(request, move |()| {
            announcer.say(t("invitation.declined.title"));
            on_declined.run(());
        });
    };
    let accept_label = t_args("invitation.accept.label", &[("title", &title)]);
    let decline_label = t_args("invitation.decline.label", &[("title", &title)]);
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
