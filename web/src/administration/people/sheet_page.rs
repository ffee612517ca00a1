use super::sheet::Sheet;
use crate::administration::READERS;
use crate::api::{Remote, administration, places};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::{problem, t};
use crate::ui::{Empty, Fetched};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use shared::account::PersonSheet;
use shared::id::AccountId;
use shared::place::Territories;
use shared::problem::Code;

/// Page of the administration on one account: roles and sessions.
#[component]
pub fn PersonPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| {
        let id = params.read().get("id").unwrap_or_default();
        id.parse::<AccountId>().ok()
    });
    let above = view! { <p><a href="/administration/personnes">{t("people.title")}</a></p> };
    view! {
        <Page title=t("person.title") width=Width::Text>
            <PageHead title=t("person.title") above=above.into_any()/>
            <SignedIn roles=READERS then={move |_| move || match id.get() {
                Some(id) => view! { <Shown id/> }.into_any(),
                None => view! { <Empty title=problem(Code::NotFound, None)/> }.into_any(),
            }}/>
        </Page>
    }
}

#[component]
fn Shown(id: AccountId) -> impl IntoView {
    let sheet = Remote::<PersonSheet>::new(move || administration::get_person(id));
    let names = Remote::<Territories>::new(places::list_territories);
    view! { <Fetched of=sheet lines=8 then={move |shown: PersonSheet| view! { <Sheet shown sheet names/> }}/> }
}
