use super::mailed_link::UseLink;
use crate::api::accounts;
use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::ui::{LinkButton, Notice, Tone};
use leptos::prelude::*;

/// Refuses a kind of letter with the link in such a letter, without signing in.
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    let done = || {
        view! {
            <Notice tone=Tone::Good title=t("unsubscribe.done.title")>
                <p>{t("unsubscribe.done.text")}</p>
                <LinkButton href="/compte">{t("nav.account")}</LinkButton>
            </Notice>
        }
    };
    view! {
        <Page title=t("unsubscribe.title") width=Width::Text>
            <PageHead title=t("unsubscribe.title")/>
            <UseLink action=t("unsubscribe.action") redeem=accounts::refuse_letter done>
                <p>{t("unsubscribe.text")}</p>
            </UseLink>
        </Page>
    }
}
