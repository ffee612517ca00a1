use super::destination;
use super::mailed_link::{UseLink, token};
use crate::api::{Remote, accounts};
use crate::layout::{Page, PageHead, Width};
use crate::messages::{t, t_args};
use crate::session::Session;
use crate::ui::{Fetched, LinkButton, Notice, Tone};
use crate::url;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::account::{Account, Destination, LinkState, VerificationLink};

/// Says whom the mailed link signs in; one press verifies the address, signs in and opens the page that the person wanted.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let destination = destination();
    let sign_in = url::sign_in(destination.as_ref());
    let link = Remote::new(move || accounts::preview_verification(token()));
    let shown = move |VerificationLink { state, name, email }| {
        let destination = destination.clone();
        match (state, name, email) {
            (LinkState::Usable, Some(name), Some(email)) => {
                view! { <Continue name email destination/> }.into_any()
            }
            (LinkState::Usable | LinkState::Verified, ..) => {
                view! { <Verified destination/> }.into_any()
            }
        }
    };
    view! {
        <Page title=t("verify.title") width=Width::Text>
            <PageHead title=t("verify.title")/>
            <Fetched of=link then=shown lines=2/>
            {move || link.get().is_some_and(|link| link.is_err()).then(|| view! {
                <p>{t("verify.again")}" "<a href=sign_in.clone()>{t("nav.sign_in")}</a></p>
            })}
        </Page>
    }
}

#[component]
fn Continue(name: String, email: String, destination: Option<Destination>) -> impl IntoView {
    let session = Session::expect();
    let navigate = use_navigate();
    let path = destination.map_or_else(|| "/mes-evenements".to_owned(), |page| page.to_string());
    let go_on = Callback::new(move |account: Account| {
        session.open(account);
        let options = NavigateOptions {
            // Back must not lead to a link that is used up.
            replace: true,
            ..NavigateOptions::default()
        };
        navigate(&path, options);
    });
    view! {
        <UseLink action=t("verify.action") redeem=accounts::verify_account on_done=go_on done=|| ()>
            <p class="account-who">
                <strong class="account-who__name">{name.clone()}</strong>
                <span>{email.clone()}</span>
            </p>
            <p>{t("verify.text")}</p>
            <p class="field__hint">{t_args("verify.stranger", &[("email", &email)])}</p>
        </UseLink>
    }
}

/// The link was used, or the address verified otherwise: the way in is the password.
#[component]
fn Verified(destination: Option<Destination>) -> impl IntoView {
    view! {
        <div role="status">
            <Notice tone=Tone::Good title=t("verify.done.title")>
                <p>{t("verify.done.text")}</p>
                <LinkButton href=url::sign_in(destination.as_ref())>{t("nav.sign_in")}</LinkButton>
            </Notice>
        </div>
    }
}
