use super::InvitationKind;
use super::answer::{answer, offer};
use crate::account::WaysIn;
use crate::api::Remote;
use crate::layout::{Page, PageHead, Width, focus_title};
use crate::messages::{t, t_args};
use crate::session::{Presence, Session};
use crate::ui::{Fetched, Loading, Notice, Tone};
use crate::url;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::account::Destination;

/// The page of a mailed invitation: what it offers, and who can accept it.
pub fn invitation_page<K: InvitationKind>() -> AnyView {
    let token = use_query_map()
        .read_untracked()
        .get(url::TOKEN)
        .unwrap_or_default();
    let key = token.clone();
    let offered = Remote::<K>::new(move || K::preview(key.clone()));
    let declined = RwSignal::new(false);
    let on_declined = Callback::new(move |()| {
        declined.set(true);
        request_animation_frame(focus_title);
    });
    view! {
        <Page title=t(K::TITLE) width=Width::Text>
            <PageHead title=t(K::TITLE)/>
            {move || if declined.get() {
                view! {
                    <Notice tone=Tone::Good title=t("invitation.declined.title")><p>{t("invitation.declined.text")}</p></Notice>
                }
                .into_any()
            } else {
                let token = token.clone();
                let shown = move |invitation: K| show(&invitation, token.clone(), on_declined);
                view! { <Fetched of=offered then=shown lines=4/> }.into_any()
            }}
        </Page>
    }
    .into_any()
}

fn show<K: InvitationKind>(invitation: &K, token: String, on_declined: Callback<()>) -> AnyView {
    let session = Session::expect();
    let (name, email) = (invitation.name(), invitation.email());
    let presence = Memo::new(move |_| session.presence());
    let way = move || {
        let answer = |acceptable: bool| answer::<K>(token.clone(), &name, acceptable, on_declined);
        match presence.get() {
            Presence::Unknown => view! { <Loading lines=2/> }.into_any(),
            Presence::SignedIn(account) if !same_address(&account.email, &email) => view! {
                <Notice tone=Tone::Warning title=t_args("invitation.for", &[("email", &email)])>
                    <p>{t_args("invitation.other", &[("email", &account.email)])}</p>
                </Notice>
                {answer(false)}
            }
            .into_any(),
            Presence::SignedIn(account) if !account.verified => view! {
                <Notice tone=Tone::Warning title=t("file.unverified.title")><p>{t("invitation.unverified")}</p></Notice>
                {answer(false)}
            }
            .into_any(),
            Presence::SignedIn(_) => answer(true),
            // The secret must not travel in another link: a new account finds the invitation in its list.
            Presence::Visitor | Presence::Ended(_) | Presence::Unreachable => view! {
                <p>{t_args(K::VISITOR, &[("email", &email)])}</p>
                {answer(false)}
                <WaysIn destination=Destination::parse(K::LIST)/>
            }
            .into_any(),
        }
    };
    view! {
        <div class="stack">
            {offer(invitation)}
            {way}
        </div>
    }
    .into_any()
}

fn same_address(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
