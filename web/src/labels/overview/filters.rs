use crate::api::{Remote, editions, places};
use crate::labels::queue::territories;
use crate::messages::t;
use crate::ui::{Choice, Select};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use shared::account::Account;
use shared::edition::{EditionStatus, EditionSummary};
use shared::label::QueueQuery;
use shared::place::{Territories, Territory};

/// Edition and territory of the page, kept in its address.
#[component]
pub(super) fn OverviewFilters(account: Account, asked: Memo<QueueQuery>) -> impl IntoView {
    let names = Remote::<Territories>::new(places::list_territories);
    let known = Remote::<Vec<EditionSummary>>::new(editions::list_editions);
    let territories = Signal::derive(move || territories(&account, names.value().as_ref()));
    let choices = Signal::derive(move || {
        let editions = known.value().unwrap_or_default().into_iter();
        editions
            .filter(|edition| edition.status != EditionStatus::Draft)
            .map(|edition| Choice::new(edition.slug, edition.name))
            .collect::<Vec<_>>()
    });
    let (edition, territory) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    Effect::new(move |_| {
        let asked = asked.get();
        edition.set(asked.edition.unwrap_or_default());
        let chosen = asked.territory.map(|territory| territory.to_string());
        territory.set(chosen.unwrap_or_default());
    });
    let navigate = use_navigate();
    let go = Callback::new(move |_: String| {
        let chosen = edition.get_untracked();
        let query = QueueQuery {
            edition: Some(chosen).filter(|slug| !slug.is_empty()),
            territory: Territory::parse(&territory.get_untracked()).ok(),
            ..QueueQuery::default()
        };
        let options = NavigateOptions {
            scroll: false,
            replace: true,
            ..NavigateOptions::default()
        };
        let search = query.to_search();
        if search.is_empty() {
            navigate("/pilotage", options);
        } else {
            navigate(&format!("/pilotage?{search}"), options);
        }
    });
    view! {
        <form class="overview-filters" aria-label=t("overview.filters") on:submit=|event| event.prevent_default()>
            <Select id="edition" label=t("overview.edition") value=edition choices placeholder=t("overview.edition.current") filter=true on_change=go/>
            <Select id="territoire" label=t("queue.territory") value=territory choices=territories placeholder=t("queue.territory.all") filter=true on_change=go/>
        </form>
    }
}
