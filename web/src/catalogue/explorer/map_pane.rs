use super::listing::Listing;
use super::map_areas::MapAreas;
use super::names::Names;
use super::phone;
use super::regions::Regions;
use super::search::Search;
use super::selected::Selected;
use super::state::Pane;
use super::strip::Strip;
use super::views::{circle_of, for_map, map_data, rounded, view_of};
use crate::api::{Remote, catalogue};
use crate::catalogue::card::Marks;
use crate::catalogue::departments::Departments;
use crate::clock::Debounce;
use crate::map::{EventMap, MapMove, MapPoint, Reveal, Spot, View};
use crate::messages::t;
use crate::ui::{Button, ButtonKind};
use leptos::prelude::*;
use shared::place::Bounds;
use std::time::Duration;

/// Minimum width at which the map is next to the list.
const SIDE_BY_SIDE: &str = "(min-width: 64rem)";
/// Delay after the last move of the map before the list is updated.
const SETTLE_DELAY: Duration = Duration::from_millis(250);

/// True while the window is wide enough for the map next to the list.
pub(super) fn is_wide() -> bool {
    phone::matches(SIDE_BY_SIDE)
}

/// The map of the matching events. Its code is loaded when it first becomes visible.
#[component]
pub(super) fn MapPane(
    search: Search,
    names: Names,
    listing: Listing,
    marks: Marks,
    /// Pane that a narrow screen shows.
    pane: Memo<Pane>,
) -> impl IntoView {
    let is_loaded = track_loaded(pane);
    let following = RwSignal::new(is_wide());
    view! {
        <MapAreas search names/>
        <div class="explorer__canvas">
            <label class="switch explorer__follow">
                <input class="switch__input" type="checkbox" role="switch" id="follow" prop:checked=move || following.get()
                    on:change=move |event| following.set(event_target_checked(&event))/>
                <span>{t("explorer.follow")}</span>
            </label>
            {move || is_loaded.get().then(|| view! { <ExplorerMap search names listing marks pane following/> })}
        </div>
    }
}

/// Becomes true once the map has been visible, and stays true.
fn track_loaded(pane: Memo<Pane>) -> RwSignal<bool> {
    let is_loaded = RwSignal::new(is_wide());
    Effect::new(move |_| {
        if pane.get() == Pane::Map {
            is_loaded.set(true);
        }
    });
    let widened = window_event_listener(leptos::ev::resize, move |_| {
        if !is_loaded.get_untracked() && is_wide() {
            is_loaded.set(true);
        }
    });
    on_cleanup(move || widened.remove());
    is_loaded
}

/// The map, with the events exchanged between it and the list.
#[component]
fn ExplorerMap(
    search: Search,
    names: Names,
    listing: Listing,
    marks: Marks,
    pane: Memo<Pane>,
    following: RwSignal<bool>,
) -> impl IntoView {
    let query = search.query();
    let map_query = Memo::new(move |_| for_map(query.get()));
    let total = Remote::new(move || {
        let map_query = map_query.get();
        async move {
            let total = catalogue::count_public_events(&map_query).await;
            // If the count failed, the points are loaded anyway; their error is shown in place of the map.
            Ok((map_query, total.unwrap_or_default()))
        }
    });
    let data = Memo::new(move |_| {
        total
            .value()
            .map(|(map_query, total)| map_data(&map_query, total))
    });
    let selected = RwSignal::new(Vec::<MapPoint>::new());
    let spot = RwSignal::new(None::<Spot>);
    let reveal = RwSignal::new(None::<Reveal>);
    let phone = phone::is_phone();
    let has_strip = Memo::new(move |_| phone.get() && pane.get() == Pane::Map);
    Effect::new(move |_| {
        map_query.track();
        selected.set(Vec::new());
    });
    let map_sync = MapSync::new(search, following);
    let select = move |points: Vec<MapPoint>| {
        marks
            .highlighted
            .set(points.iter().map(MapPoint::page).collect());
        if let Some(first) = points.first() {
            super::list::show(&first.page());
        }
        selected.set(points);
    };
    view! {
        <EventMap
            title=t("explorer.map_title")
            data=data
            marked=marks.place
            reveal=reveal
            circle=Signal::derive(move || query.with(circle_of))
            view=map_sync.view
            on_point=Callback::new(move |pages| if selected.read_untracked().is_empty() { marks.highlighted.set(pages) })
            on_select=Callback::new(select)
            on_place=Callback::new(move |at| spot.set(Some(at)))
            on_move=Callback::new(move |at| map_sync.moved(at))
            otherwise=move || view! { <p>{t("map.otherwise_list")}</p><Regions search names/><Departments query=map_query/> }
        />
        {move || map_sync.visible_bounds.get().filter(|_| !following.get()).map(|_| view! {
            <div class="explorer__here"><Button kind=ButtonKind::Primary on_press=Callback::new(move |_| map_sync.search_here())>{t("explorer.search_here")}</Button></div>
        })}
        {move || if has_strip.get() {
            view! { <Strip listing points=selected reveal query=map_query names marks/> }.into_any()
        } else {
            view! { <Selected points=selected spot=spot.into() query=map_query names marks/> }.into_any()
        }}
    }
}

/// Keeps the list in line with the visible part of the map, and the map in line with the query.
#[derive(Clone, Copy)]
struct MapSync {
    search: Search,
    following: RwSignal<bool>,
    /// Area that the map moves to.
    view: RwSignal<View>,
    /// Visible area after a move by the user, until the list is updated.
    visible_bounds: RwSignal<Option<Bounds>>,
    /// View set by the map itself, to which it need not move.
    own_view: StoredValue<Option<View>>,
    settling: Debounce,
}

impl MapSync {
    fn new(search: Search, following: RwSignal<bool>) -> Self {
        let query = search.query();
        let query_view = Memo::new(move |_| query.with(view_of));
        let this = Self {
            search,
            following,
            view: RwSignal::new(query_view.get_untracked()),
            visible_bounds: RwSignal::new(None),
            own_view: StoredValue::new(None),
            settling: Debounce::new(SETTLE_DELAY),
        };
        Effect::new(move |before: Option<View>| {
            let now = query_view.get();
            if before.is_some_and(|before| before != now) {
                // Removed once it has matched: a later request for the same view may have another origin.
                let own_view = this.own_view.try_update_value(Option::take).flatten();
                if own_view.as_ref() != Some(&now) {
                    this.visible_bounds.set(None);
                    this.view.set(now.clone());
                }
            }
            now
        });
        // Turning the option on applies the map's current view.
        Effect::new(move |_| {
            if following.get() && this.visible_bounds.read_untracked().is_some() {
                this.search_here();
            }
        });
        this
    }

    /// Handles a move of the map.
    fn moved(self, at: MapMove) {
        if !at.by_user {
            return;
        }
        self.settling.cancel();
        self.visible_bounds.set(at.bounds.and_then(rounded));
        if self.following.get_untracked() {
            self.settling.run(move || self.search_here());
        }
    }

    /// Filters the list by the visible area, which replaces a circle.
    fn search_here(self) {
        let bounds = self.visible_bounds.get_untracked();
        self.visible_bounds.set(None);
        self.search.refine(|query| {
            query.bounds = bounds;
            query.radius_m = None;
            self.own_view.set_value(Some(view_of(query)));
        });
    }
}
