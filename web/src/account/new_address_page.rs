use super::mailed_link::UseLink;
use crate::api::accounts;
use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::session::Session;
use crate::ui::{LinkButton, Notice, Tone};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Confirms a new address of the account with the token from the mailed link.
#[component]
pub fn NewAddressPage() -> impl IntoView {
    let session = Session::expect();
    let show_it = Callback::new(move |()| {
        // A user who is signed in sees the new address at once.
        spawn_local(async move {
            if let Ok(Some(account)) = accounts::current().await {
                session.open(account);
            }
        });
    });
    let done = || {
        view! {
            <Notice tone=Tone::Good title=t("new_address.done.title")>
                <p>{t("new_address.done.text")}</p>
                <LinkButton href="/compte">{t("nav.account")}</LinkButton>
            </Notice>
        }
    };
    view! {
        <Page title=t("new_address.title") width=Width::Text>
            <PageHead title=t("new_address.title")/>
            <UseLink action=t("new_address.action") redeem=accounts::confirm_address_change on_done=show_it done>
                <p>{t("new_address.text")}</p>
            </UseLink>
        </Page>
    }
}
