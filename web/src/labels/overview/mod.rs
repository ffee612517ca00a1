//! The overview of the reviews: every number is the size of a list of the queue, and opens it.

mod days;
mod export;
mod filters;
mod kits;
mod link;
mod numbers;
mod territories;
mod unfolded;

use crate::api::{CallError, Remote, queue};
use crate::layout::{Page, PageHead, SignedIn, Width};
use crate::messages::t;
use crate::ui::Fetched;
use days::Days;
use filters::OverviewFilters;
use kits::Kits;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use numbers::{Drafts, Numbers};
use shared::account::{Account, Role};
use shared::label::{QueueOverview, QueueQuery};
use territories::TerritoryTable;

/// The overview, for reviewers and administrators.
#[component]
pub fn OverviewPage() -> impl IntoView {
    view! {
        <Page title=t("overview.title") width=Width::Wide>
            <PageHead title=t("overview.title")>
                <p>{t("overview.intro")}</p>
            </PageHead>
            <SignedIn roles=&[Role::Referent, Role::Coordinator, Role::Administrator] then={|account| view! { <Overview account/> }}/>
        </Page>
    }
}

/// Filters of the page, from its address: edition and territory. What is not valid is left out.
fn asked(params: &ParamsMap) -> QueueQuery {
    let values: Vec<(&str, String)> = ["edition", "territory"]
        .into_iter()
        .filter_map(|name| params.get(name).map(|value| (name, value)))
        .collect();
    QueueQuery::parse_leniently(values.iter().map(|(name, value)| (*name, value.as_str())))
}

/// An overview, and the filters that its lists begin with.
#[derive(Debug, Clone)]
struct Shown {
    base: QueueQuery,
    overview: QueueOverview,
}

async fn load(asked: QueueQuery) -> Result<Shown, CallError> {
    let overview = queue::get_overview(&asked).await?;
    let base = QueueQuery {
        edition: overview.edition.clone(),
        ..asked
    };
    Ok(Shown { base, overview })
}

#[component]
fn Overview(account: Account) -> impl IntoView {
    let params = use_query_map();
    let asked = Memo::new(move |_| asked(&params.read()));
    let loaded = Remote::<Shown>::new(move || load(asked.get()));
    let counts_kits = account.has(Role::Coordinator) || account.has(Role::Administrator);
    let shown = move |shown: Shown| {
        let kits = shown.base.edition.clone().filter(|_| counts_kits);
        view! {
            <div class="overview-now">
                <div>
                    <Numbers shown=shown.clone()/>
                    {shown.overview.drafts.map(|drafts| view! { <Drafts drafts/> })}
                    {kits.map(|edition| view! { <Kits edition/> })}
                </div>
                <Days shown=shown.clone()/>
            </div>
            <TerritoryTable shown/>
        }
    };
    view! {
        <OverviewFilters account asked/>
        <Fetched of=loaded then=shown lines=12/>
    }
}
