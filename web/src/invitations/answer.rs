use super::InvitationKind;
use crate::api::Mutation;
use crate::clock;
use crate::messages::{t, t_args};
use crate::ui::{Announcer, Button, ButtonKind, ProblemAlert};
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

/// Offer of an invitation, in sentences.
pub(super) fn offer(invitation: &impl InvitationKind) -> AnyView {
    let until = clock::moment_in(invitation.expires_at(), Tz::Europe__Paris);
    view! {
        <p>{invitation.sentence()}</p>
        <p class="field__hint">{t_args("invitation.until", &[("at", &until)])}</p>
    }
    .into_any()
}

/// Buttons that accept and decline an invitation; accepting opens what it is to. `acceptable` is false where only declining is
/// possible.
pub(super) fn answer<K: InvitationKind>(
    token: String,
    name: &str,
    acceptable: bool,
    on_declined: Callback<()>,
) -> AnyView {
    let announcer = Announcer::expect();
    let navigate = use_navigate();
    let token = StoredValue::new(token);
    let accepting = Mutation::<String>::new();
    let declining = Mutation::<()>::new();
    let accept = move |_| {
        let navigate = navigate.clone();
        accepting.send(K::accept(token.get_value()), move |page| {
            announcer.say(t(K::ACCEPTED));
            let options = NavigateOptions {
                // Back must not lead to an invitation that is used up.
                replace: true,
                ..NavigateOptions::default()
            };
            navigate(&page, options);
        });
    };
    let decline = move |_| {
        declining.send(K::decline(token.get_value()), move |()| {
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
    .into_any()
}
