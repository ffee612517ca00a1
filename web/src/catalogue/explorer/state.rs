use super::listing::Listing;
use super::search::Search;
use crate::clock::Debounce;
use crate::messages::{plural, t, t_of};
use crate::ui::{Choice, Glyph, Icon, Select};
use leptos::html;
use leptos::prelude::*;
use shared::event::SortOrder;
use std::time::Duration;

/// Delay before a screen reader announces a count, so that typing does not announce each one.
const ANNOUNCE_DELAY: Duration = Duration::from_millis(700);

/// Pane shown on a narrow screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pane {
    List,
    Map,
}

/// Number of matching events in words; none before the first answer.
fn found(listing: Listing) -> Option<String> {
    listing.total().map(|total| plural("explorer.count", total))
}

/// Number of matching events, announced once it stays the same.
#[component]
pub(super) fn Count(listing: Listing) -> impl IntoView {
    let shown = move || {
        found(listing).unwrap_or_else(|| {
            let text = if listing.is_loading() {
                t("explorer.searching")
            } else {
                "\u{a0}"
            };
            text.to_owned()
        })
    };
    // As a property of the element: a translation service of the browser replaces the text nodes, and what is then written to
    // those that it took out is never seen.
    view! {
        <p class="explorer__count" aria-hidden="true" prop:textContent=shown></p>
        <CountSaid listing/>
    }
}

/// Says the number of matching events to a screen reader, once it stays the same.
#[component]
pub(super) fn CountSaid(listing: Listing) -> impl IntoView {
    let announced = RwSignal::new(String::new());
    let announcing = Debounce::new(ANNOUNCE_DELAY);
    Effect::new(move |_| {
        let text = found(listing).filter(|_| !listing.is_loading());
        match text {
            Some(text) => announcing.run(move || announced.set(text)),
            None => announcing.cancel(),
        }
    });
    view! { <p class="ds-sr-only" role="status" prop:textContent=move || announced.get()></p> }
}

/// Choice of the sort order, among those that the query allows.
#[component]
pub(super) fn Sort(id: &'static str, search: Search) -> impl IntoView {
    let query = search.query();
    let order = RwSignal::new(String::new());
    Effect::new(move |_| order.set(query.read().order().to_string()));
    let orders = Memo::new(move |_| {
        let orders = query.read().orders();
        orders
            .into_iter()
            .map(|order| Choice::new(order.as_str(), t_of("sort", order.as_str())))
            .collect::<Vec<_>>()
    });
    view! {
        <div class="explorer__sort">
            <Select id label=t("explorer.sort") value=order filter=true choices=orders
                on_change=Callback::new(move |word: String| search.change(|query| {
                    // The default order is left out of the URL.
                    query.sort = SortOrder::parse(&word).filter(|order| *order != query.usual_order());
                }))/>
        </div>
    }
}

/// Switches between list and map on a narrow screen.
#[component]
pub(super) fn PaneSwitch(search: Search) -> impl IntoView {
    let pane = search.pane();
    let switch = NodeRef::<html::Button>::new();
    view! {
        <button node_ref=switch class="explorer__switch" type="button" on:click=move |_| {
            search.turn();
            // Scrolls so that the chosen pane fills the screen; the filters are above it.
            if let Some(switch) = switch.get_untracked() {
                switch.scroll_into_view();
            }
        }>
            {move || match pane.get() {
                Pane::List => view! { <Icon glyph=Glyph::Map/> {t("explorer.show_map")} }.into_any(),
                Pane::Map => view! { <Icon glyph=Glyph::List/> {t("explorer.show_list")} }.into_any(),
            }}
        </button>
    }
}
