use super::{READERS, sections_of, title_of};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{t, t_of};
use leptos::prelude::*;
use leptos_router::components::A;
use shared::account::Account;

/// The list of the parts of the administration.
#[component]
pub fn AdministrationPage() -> impl IntoView {
    view! {
        <Page title=t("administration.title") width=Width::Text>
            <PageHead title=t("administration.title")><p>{t("administration.intro")}</p></PageHead>
            <SignedIn roles=READERS then=|account: Account| view! { <Sections account/> }/>
        </Page>
    }
}

#[component]
fn Sections(account: Account) -> impl IntoView {
    let one = |section: &'static super::Section| {
        view! {
            <li class="administration__section">
                <A href=section.href attr:class="administration__link">{title_of(section)}</A>
                <p class="administration__text">{t_of("administration", &format!("{}.text", section.name))}</p>
            </li>
        }
    };
    view! { <ul class="administration">{sections_of(|role| account.has(role)).map(one).collect_view()}</ul> }
}
