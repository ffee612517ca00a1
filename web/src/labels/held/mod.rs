//! The held decisions, which the coordination releases together.

mod list;
mod run;

use crate::api::{Remote, held, places};
use crate::layout::{Page, PageHead, SignedIn};
use crate::messages::t;
use crate::ui::Fetched;
use leptos::prelude::*;
use list::HeldList;
use shared::account::Role;
use shared::label::HeldDecisionPage as Listed;
use shared::place::{Territories, Territory};

/// Lists the held decisions, releases them or sends them back.
#[component]
pub fn HeldPage() -> impl IntoView {
    let above = view! { <p><a href="/labellisation">{t("passes.back")}</a></p> }.into_any();
    view! {
        <Page title=t("held.title")>
            <PageHead title=t("held.title") above=above>
                <p>{t("held.intro")}</p>
            </PageHead>
            <SignedIn roles=&[Role::Coordinator] then={|_account| view! { <Held/> }}/>
        </Page>
    }
}

#[component]
fn Held() -> impl IntoView {
    let territory = RwSignal::new(Territory::National);
    let names = Remote::<Territories>::new(places::list_territories);
    let first = Remote::<Listed>::new(move || {
        let territory = territory.get();
        async move { held::list_held_decisions(&territory, None).await }
    });
    view! {
        <Fetched of=first lines=6 then={move |page: Listed| view! { <HeldList page first territory names/> }}/>
    }
}
