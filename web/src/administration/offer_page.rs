use super::people::role_name;
use crate::account::WaysIn;
use crate::api::{Mutation, Remote, administration, places};
use crate::clock;
use crate::layout::{Page, PageHead, Width};
use crate::messages::{t, t_args};
use crate::session::{Presence, Session};
use crate::ui::{Announcer, Button, Fetched, LinkButton, Loading, Notice, ProblemAlert, Tone};
use crate::url;
use chrono_tz::Tz;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use shared::account::{Account, RoleOffer};
use shared::place::Territories;

/// The page of a mailed invitation to a role: what it offers, and who can accept it.
#[component]
pub fn RoleOfferPage() -> impl IntoView {
    let token = use_query_map()
        .read_untracked()
        .get(url::TOKEN)
        .unwrap_or_default();
    let key = token.clone();
    let offered =
        Remote::<RoleOffer>::new(move || administration::preview_role_invitation(key.clone()));
    let accepting = Mutation::<Account>::new();
    view! {
        <Page title=t("offer.title") width=Width::Text>
            <PageHead title=t("offer.title")/>
            {move || if accepting.value().is_some() {
                view! {
                    <Notice tone=Tone::Good title=t("offer.accepted.title")>
                        <p>{t("offer.accepted.text")}</p>
                        <LinkButton href="/labellisation".to_owned()>{t("nav.queue")}</LinkButton>
                    </Notice>
                }
                .into_any()
            } else {
                let token = token.clone();
                let shown = move |offer: RoleOffer| view! { <Offered offer token=token.clone() accepting/> };
                view! { <Fetched of=offered then=shown lines=4/> }.into_any()
            }}
        </Page>
    }
}

#[component]
fn Offered(offer: RoleOffer, token: String, accepting: Mutation<Account>) -> impl IntoView {
    let (session, announcer) = (Session::expect(), Announcer::expect());
    let names = Remote::<Territories>::new(places::list_territories);
    let RoleOffer {
        email,
        grant,
        inviter,
        expires_at,
    } = offer;
    let token = StoredValue::new(token);
    let accept = move |_| {
        let request = administration::accept_role_invitation(token.get_value());
        accepting.send(request, move |account| {
            announcer.say(t("offer.accepted.title"));
            session.open(account);
        });
    };
    let presence = Memo::new(move |_| session.presence());
    let way = move || {
        match presence.get() {
        Presence::Unknown => view! { <Loading lines=2/> }.into_any(),
        Presence::SignedIn(account) if !same_address(&account.email, &email) => view! {
            <Notice tone=Tone::Warning title=t_args("invitation.for", &[("email", &email)])>
                <p>{t_args("invitation.other", &[("email", &account.email)])}</p>
            </Notice>
        }
        .into_any(),
        Presence::SignedIn(account) if !account.verified => view! {
            <Notice tone=Tone::Warning title=t("file.unverified.title")><p>{t("invitation.unverified")}</p></Notice>
        }
        .into_any(),
        Presence::SignedIn(_) => view! {
            <div>
                <Button busy=Signal::derive(move || accepting.is_pending()) on_press=Callback::new(accept)>{t("offer.accept")}</Button>
            </div>
        }
        .into_any(),
        // The secret must not travel in another link: with a new account, the person follows the link of the letter again.
        Presence::Visitor | Presence::Ended(_) | Presence::Unreachable => view! {
            <p>{t_args("offer.visitor", &[("email", &email)])}</p>
            <WaysIn destination=None/>
        }
        .into_any(),
    }
    };
    let until = clock::moment_in(expires_at, Tz::Europe__Paris);
    view! {
        <div class="stack">
            <p>{move || t_args("offer.text", &[("inviter", &inviter), ("role", &role_name(&grant, names))])}</p>
            <p class="field__hint">{t_args("invitation.until", &[("at", &until)])}</p>
            {way}
            {move || accepting.error().map(|error| view! { <ProblemAlert error/> })}
        </div>
    }
}

fn same_address(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}
