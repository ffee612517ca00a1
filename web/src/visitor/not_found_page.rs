use crate::layout::{Page, PageHead, Width};
use crate::messages::t;
use crate::ui::{ButtonKind, LinkButton};
use leptos::prelude::*;

/// The page for an unknown URL.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    view! {
        <Page title=t("not_found.title") width=Width::Text>
            <PageHead title=t("not_found.title")>
                <p>{t("not_found.text")}</p>
            </PageHead>
            <div class="cluster">
                <LinkButton href="/evenements">{t("nav.events")}</LinkButton>
                <LinkButton href="/" kind=ButtonKind::Secondary>{t("call.home")}</LinkButton>
            </div>
        </Page>
    }
}
