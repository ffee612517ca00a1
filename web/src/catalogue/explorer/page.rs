use super::chips::FilterChips;
use super::exports::Exports;
use super::filters::Filters;
use super::list::List;
use super::listing::Listing;
use super::map_pane::MapPane;
use super::names::Names;
use super::search::Search;
use super::state::{Count, Pane, PaneSwitch, Sort};
use crate::catalogue::card::Marks;
use crate::dates;
use crate::layout::{Page, PageHead};
use crate::messages::{t, t_args};
use leptos::prelude::*;
use shared::edition::Edition;

/// Page of the explorer: filters, list and map.
#[component]
pub fn ExplorerPage() -> impl IntoView {
    let search = Search::from_url();
    let names = Names::of(search.query());
    let listing = Listing::of(search.query());
    let marks = Marks::new();
    let pane = RwSignal::new(Pane::List);
    let title = move || match names.edition.get() {
        Some(edition) => t_args("explorer.title_of", &[("edition", &edition.name)]),
        None => t("explorer.title").to_owned(),
    };
    let edition = move || {
        let query = search.query();
        let several = query.with(|query| !query.ids.is_empty() && query.edition.is_none());
        names.edition.get().filter(|_| !several)
    };
    view! {
        <Page title=Signal::derive(title)>
            <div class="explorer" data-pane=move || if pane.get() == Pane::Map { "map" } else { "list" }>
                <PageHead title=t("explorer.title")>
                    {move || edition().map(|edition| view! { <EditionLine edition/> })}
                </PageHead>
                <Filters search names/>
                <div class="explorer__panes">
                    <div class="explorer__state">
                        <Count listing/>
                        <Sort search/>
                        <PaneSwitch pane/>
                        <FilterChips search names/>
                    </div>
                    <section class="explorer__list" aria-labelledby="explorer-list">
                        <h2 class="ds-sr-only" id="explorer-list">{t("explorer.list")}</h2>
                        <List listing search names marks/>
                        <Exports search/>
                    </section>
                    <section class="explorer__map" aria-label=t("explorer.map")>
                        <MapPane search names marks pane/>
                    </section>
                </div>
            </div>
        </Page>
    }
}

/// Name, theme and dates of the edition.
#[component]
fn EditionLine(edition: Edition) -> impl IntoView {
    view! { <p>{edition.name}" · "{dates::window(edition.week)}" · "{edition.theme}</p> }
}
