use crate::api::{Remote, accounts};
use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::session::Session;
use crate::ui::{Fetched, LinkButton, Notice, Tone};
use crate::url;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Confirms a new address of the account with the token from the mailed link.
#[component]
pub fn NewAddressPage() -> impl IntoView {
    let session = Session::expect();
    let token = use_query_map()
        .read_untracked()
        .get(url::TOKEN)
        .unwrap_or_default();
    let confirmed = Remote::new(move || {
        let token = token.clone();
        async move {
            accounts::confirm_address_change(token).await?;
            // Shows the new address at once to a user who is signed in.
            if let Ok(Some(account)) = accounts::current().await {
                session.open(account);
            }
            Ok(())
        }
    });
    let done = move |()| {
        view! {
            <div role="status">
                <Notice tone=Tone::Good title=t("new_address.done.title")>
                    <p>{t("new_address.done.text")}</p>
                    <LinkButton href="/compte">{t("nav.account")}</LinkButton>
                </Notice>
            </div>
        }
    };
    view! {
        <Page title=t("new_address.title") width=Width::Text>
            <PageHead title=t("new_address.title")/>
            <Fetched of=confirmed then=done lines=2/>
        </Page>
    }
}
