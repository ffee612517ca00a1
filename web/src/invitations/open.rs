use crate::api::{CallError, Mutation};
use crate::clock;
use crate::events::Sure;
use crate::messages::{t, t_args};
use crate::ui::Announcer;
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use leptos::prelude::*;
use shared::id::InvitationId;
use std::future::Future;

/// An invitation that nobody has answered, for those who may revoke it.
#[derive(Debug, Clone)]
pub struct OpenInvitation {
    /// Identifier of the invitation.
    pub id: InvitationId,
    /// Address that it was sent to.
    pub email: String,
    /// Role that it offers, in words; `None` where there is only one.
    pub role: Option<String>,
    /// Time until which it can be accepted.
    pub expires_at: DateTime<Utc>,
}

/// The invitations that nobody has answered, each with the way to revoke it; nothing when there are none. `revoke` makes the call.
pub fn open_invitations<F>(
    invitations: Vec<OpenInvitation>,
    revoke: impl Fn(InvitationId) -> F + Copy + Send + Sync + 'static,
    on_revoked: Callback<()>,
) -> AnyView
where
    F: Future<Output = Result<(), CallError>> + 'static,
{
    if invitations.is_empty() {
        return ().into_any();
    }
    let one = move |invitation: OpenInvitation| {
        let OpenInvitation {
            id,
            email,
            role,
            expires_at,
        } = invitation;
        let announcer = Announcer::expect();
        let revoking = Mutation::<()>::new();
        let on_sure = Callback::new(move |()| {
            revoking.send(revoke(id), move |()| {
                announcer.say(t("invitation.revoked"));
                on_revoked.run(());
            });
        });
        let until = clock::day_in(expires_at, Tz::Europe__Paris);
        let until = t_args("invitation.open.until", &[("day", &until)]);
        let state = match role {
            Some(role) => format!("{role}, {until}"),
            None => until,
        };
        let label = t_args("invitation.revoke.label", &[("email", &email)]);
        view! {
            <li class="people__one">
                <span class="people__name">{email}</span>
                <span class="people__role">{state}</span>
                <Sure action=t("invitation.revoke") label busy=Signal::derive(move || revoking.is_pending()) error=Signal::derive(move || revoking.error()) on_sure/>
            </li>
        }
    };
    view! {
        <h3>{t("invitation.open")}</h3>
        <ul class="people">{invitations.into_iter().map(one).collect_view()}</ul>
    }
    .into_any()
}
