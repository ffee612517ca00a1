use super::chips::FilterChips;
use super::exports::Exports;
use super::filters::Filters;
use super::list::{LIST_HEADING, List};
use super::listing::Listing;
use super::map_pane::MapPane;
use super::names::Names;
use super::search::Search;
use super::state::{Count, Pane, PaneSwitch, Sort};
use crate::catalogue::card::Marks;
use crate::catalogue::copy::CopySearch;
use crate::clock;
use crate::dates;
use crate::layout::{Page, PageHead};
use crate::messages::{t, t_args};
use crate::ui::{Notice, Tone};
use leptos::prelude::*;
use shared::calendar::Window;
use shared::edition::{Edition, EditionStatus};
use shared::event::EventQuery;

/// Page of the explorer: filters, list and map.
#[component]
pub fn ExplorerPage() -> impl IntoView {
    let search = Search::from_url();
    let names = Names::of(search.query());
    let listing = Listing::of(search.query());
    let marks = Marks::new();
    let pane = search.pane();
    let any = Memo::new(move |_| listing.total().is_some_and(|total| total > 0));
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
                    {move || edition().map(|edition| {
                        let week = search.query().with(|query| names.dates(&edition, query)).week;
                        view! { <EditionLine edition week/> }
                    })}
                </PageHead>
                {move || edition().filter(|edition| edition.status == EditionStatus::Archived).map(|edition| {
                    let has_current = names.current.get().is_some_and(|current| current != edition.slug);
                    view! { <OverNotice has_current/> }
                })}
                <Filters search names listing/>
                <div class="explorer__panes">
                    <div class="explorer__state">
                        <Count listing/>
                        <Sort id="sort" search/>
                        <PaneSwitch search/>
                        <FilterChips search names/>
                    </div>
                    <section class="explorer__list" aria-labelledby=LIST_HEADING>
                        <h2 class="ds-sr-only" id=LIST_HEADING tabindex="-1">{t("explorer.list")}</h2>
                        <List listing search names marks/>
                        {move || any.get().then(|| view! { <CopySearch query=search.query().get()/> })}
                        <AlertLink search names/>
                        <Exports search/>
                    </section>
                    <section class="explorer__map" aria-label=t("explorer.map")>
                        <MapPane search names listing marks pane/>
                    </section>
                </div>
            </div>
        </Page>
    }
}

/// Name, theme and dates of the edition.
#[component]
fn EditionLine(
    edition: Edition,
    /// Its week in the territories of the search.
    week: Window,
) -> impl IntoView {
    view! { <p>{edition.name}" · "{dates::window(week)}" · "{edition.theme}</p> }
}

/// Says that an edition is over.
#[component]
fn OverNotice(
    /// True when another edition is the current one.
    has_current: bool,
) -> impl IntoView {
    view! {
        <Notice tone=Tone::Info title=t("edition.over")>
            {has_current.then(|| view! { <p><a href="/evenements">{t("edition.over.current")}</a></p> })}
        </Notice>
    }
}

/// Link to the form for an alert about new events of the list, while the edition takes alerts.
#[component]
fn AlertLink(search: Search, names: Names) -> impl IntoView {
    let query = search.query();
    let open = move || {
        let edition = names.edition.get();
        edition.is_some_and(|edition| edition.takes_alerts(clock::now()))
    };
    move || {
        open().then(|| {
            let address = move || query.with(EventQuery::alert_address);
            view! { <p class="explorer__alert"><a href=address rel="nofollow external">{t("explorer.alert")}</a></p> }
        })
    }
}
