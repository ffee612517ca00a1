//! The held decisions, which the coordination releases together.

mod list;
mod run;

use crate::api::{Remote, places};
use crate::layout::{Page, PageHead, RolePage};
use crate::messages::t;
use crate::session::Session;
use crate::ui::Followed;
use leptos::prelude::*;
use list::{HeldList, HeldState};
use run::RunDialog;
use shared::account::Role;
use shared::id::AccountId;
use shared::label::{HeldAction, HeldDecisionPage};
use shared::place::Territories;

/// Lists the held decisions, releases them or sends them back.
#[component]
pub fn HeldPage() -> impl IntoView {
    let above = view! { <p><a href="/labellisation">{t("passes.back")}</a></p> }.into_any();
    view! {
        <Page title=t("held.title")>
            <PageHead title=t("held.title") above=above>
                <p>{t("held.intro")}</p>
            </PageHead>
            <RolePage roles=&[Role::Coordinator] then={|account| view! { <Held account=account.id/> }}/>
        </Page>
    }
}

#[component]
fn Held(account: AccountId) -> impl IntoView {
    let state = HeldState::new(account);
    let names = Remote::<Territories>::new(places::list_territories);
    Session::expect().on_return(account, move || {
        if matches!(state.first.get(), Some(Err(_))) {
            state.first.refetch();
        }
    });
    view! {
        <Followed of=state.first lines=6 then={move |page: Signal<HeldDecisionPage>| view! { <HeldList page state names/> }}/>
        <RunDialog state action=HeldAction::Release/>
        <RunDialog state action=HeldAction::SendBack/>
    }
}
