use crate::api::{Remote, accounts};
use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::session::Session;
use crate::ui::{Fetched, LinkButton, Notice, Tone};
use crate::url;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Verifies the address with the token from the mailed link.
#[component]
pub fn VerifyPage() -> impl IntoView {
    let session = Session::expect();
    let token = use_query_map()
        .read_untracked()
        .get(url::TOKEN)
        .unwrap_or_default();
    let verified = Remote::new(move || {
        let token = token.clone();
        async move {
            accounts::verify_account(token).await?;
            // Updates the session of a user who is already signed in, so that the address shows as verified at once.
            if let Ok(Some(account)) = accounts::current().await {
                session.open(account);
            }
            Ok(())
        }
    });
    let done = move |()| {
        view! {
            <div role="status">
                <Notice tone=Tone::Good title=t("verify.done.title")>
                    <p>{t("verify.done.text")}</p>
                    <LinkButton href="/mes-evenements">{t("nav.own_events")}</LinkButton>
                </Notice>
            </div>
        }
    };
    view! {
        <Page title=t("verify.title") width=Width::Text>
            <PageHead title=t("verify.title")/>
            <Fetched of=verified then=done lines=2/>
        </Page>
    }
}
