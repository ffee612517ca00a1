use super::InvitationKind;
use super::answer::{answer, offer};
use crate::api::Remote;
use crate::messages::t;
use crate::ui::focus;
use leptos::prelude::*;

/// The open invitations of one kind to the caller's address; nothing when there are none.
pub fn received_invitations<K: InvitationKind>() -> impl IntoView {
    let received = Remote::<Vec<(K, String)>>::new(K::list);
    let again = Callback::new(move |()| {
        received.refetch();
        if let Some(id) = K::FOCUS {
            focus(id);
        }
    });
    let one = move |(invitation, token): (K, String)| {
        let name = invitation.name();
        view! {
            <li class="own">
                {offer(&invitation)}
                {answer::<K>(token, &name, true, again)}
            </li>
        }
    };
    move || {
        let items = received.value().unwrap_or_default();
        (!items.is_empty()).then(|| {
            view! {
                <section class="own-group" aria-labelledby="received-title">
                    <h2 id="received-title">{t(K::RECEIVED)}</h2>
                    <ul class="own-list">{items.into_iter().map(one).collect_view()}</ul>
                </section>
            }
        })
    }
}
