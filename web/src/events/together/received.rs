use super::answer::{Answer, Offer, title_of};
use crate::api::{Remote, together};
use crate::messages::t;
use leptos::prelude::*;
use shared::event::ReceivedInvitation;

/// The open invitations to the caller's address, above the list of own events; nothing when there are none.
#[component]
pub(in crate::events) fn ReceivedInvitations() -> impl IntoView {
    let received = Remote::new(together::list_invitations);
    let again = Callback::new(move |()| received.refetch());
    let one = move |ReceivedInvitation { invitation, token }| {
        let title = title_of(&invitation);
        view! {
            <li class="own">
                <Offer invitation/>
                <Answer token title acceptable=true on_declined=again/>
            </li>
        }
    };
    move || {
        let items = received.value().map(|list| list.items).unwrap_or_default();
        (!items.is_empty()).then(|| {
            view! {
                <section class="own-group" aria-labelledby="received-title">
                    <h2 id="received-title">{t("invitation.received")}</h2>
                    <ul class="own-list">{items.into_iter().map(one).collect_view()}</ul>
                </section>
            }
        })
    }
}
