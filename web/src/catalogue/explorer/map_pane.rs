use super::names::Names;
use super::parts::Parts;
use super::regions::Regions;
use super::search::Search;
use super::selected::Selected;
use super::state::Pane;
use super::views::{circle_of, data_of, drawn, rounded, view_of};
use crate::api::{Remote, catalogue};
use crate::catalogue::Departments;
use crate::catalogue::card::Marks;
use crate::map::{EventMap, MapPoint, Move, View};
use crate::ui::{Button, ButtonKind};
use crate::words::t;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use shared::place::Bounds;
use std::time::Duration;

/// Minimum width at which the map is next to the list.
const SIDE_BY_SIDE: &str = "(min-width: 64rem)";
/// Delay after the last move of the map before the list is updated.
const REST: Duration = Duration::from_millis(250);

/// Whether the map is currently next to the list.
pub(super) fn is_wide() -> bool {
    window()
        .match_media(SIDE_BY_SIDE)
        .ok()
        .flatten()
        .is_some_and(|media| media.matches())
}

/// The map of the matching events. Its code is loaded when it first becomes visible.
#[component]
pub(super) fn MapPane(
    search: Search,
    names: Names,
    marks: Marks,
    /// Pane shown on a narrow screen.
    pane: RwSignal<Pane>,
) -> impl IntoView {
    let wanted = wanted(pane);
    let followed = RwSignal::new(is_wide());
    view! {
        <Parts search names/>
        <div class="explorer__canvas">
            <label class="switch explorer__follow">
                <input class="switch__input" type="checkbox" role="switch" id="follow" prop:checked=move || followed.get()
                    on:change=move |event| followed.set(event_target_checked(&event))/>
                <span>{t("explorer.follow")}</span>
            </label>
            {move || wanted.get().then(|| view! { <Drawn search names marks followed/> })}
        </div>
    }
}

/// Becomes true once the map has been visible, and stays true.
fn wanted(pane: RwSignal<Pane>) -> RwSignal<bool> {
    let wanted = RwSignal::new(is_wide());
    Effect::new(move |_| {
        if pane.get() == Pane::Map {
            wanted.set(true);
        }
    });
    let widened = window_event_listener(leptos::ev::resize, move |_| {
        if !wanted.get_untracked() && is_wide() {
            wanted.set(true);
        }
    });
    on_cleanup(move || widened.remove());
    wanted
}

/// The map, with the events exchanged between it and the list.
#[component]
fn Drawn(search: Search, names: Names, marks: Marks, followed: RwSignal<bool>) -> impl IntoView {
    let query = search.query();
    let asked = Memo::new(move |_| drawn(query.get()));
    let total = Remote::new(move || {
        let asked = asked.get();
        async move {
            let total = catalogue::count_public_events(&asked).await;
            // If the count failed, the points are loaded anyway; their error is shown in place of the map.
            Ok((asked, total.unwrap_or_default()))
        }
    });
    let data = Memo::new(move |_| total.value().map(|(asked, total)| data_of(&asked, total)));
    let selected = RwSignal::new(Vec::<MapPoint>::new());
    Effect::new(move |_| {
        asked.track();
        selected.set(Vec::new());
    });
    let follower = Follower::new(search, followed);
    let select = move |points: Vec<MapPoint>| {
        marks.lit.set(points.iter().map(MapPoint::page).collect());
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
            circle=Signal::derive(move || query.with(circle_of))
            view=follower.view
            on_point=Callback::new(move |pages| if selected.read_untracked().is_empty() { marks.lit.set(pages) })
            on_select=Callback::new(select)
            on_move=Callback::new(move |at| follower.moved(at))
            otherwise=move || view! { <p>{t("map.otherwise_list")}</p><Regions search names/><Departments query=asked/> }
        />
        {move || follower.in_sight.get().filter(|_| !followed.get()).map(|_| view! {
            <div class="explorer__here"><Button kind=ButtonKind::Primary on_press=Callback::new(move |_| follower.search_here())>{t("explorer.search_here")}</Button></div>
        })}
        <Selected points=selected names marks/>
    }
}

/// Keeps the list in line with the visible part of the map, and the map in line with the query.
#[derive(Clone, Copy)]
struct Follower {
    search: Search,
    followed: RwSignal<bool>,
    /// The area that the map should show.
    view: RwSignal<View>,
    /// Visible area after a move by the user, until the list is updated.
    in_sight: RwSignal<Option<Bounds>>,
    /// View set by the map itself, which it need not move to.
    own: StoredValue<Option<View>>,
    waiting: StoredValue<Option<TimeoutHandle>>,
}

impl Follower {
    fn new(search: Search, followed: RwSignal<bool>) -> Self {
        let query = search.query();
        let wanted = Memo::new(move |_| query.with(view_of));
        let this = Self {
            search,
            followed,
            view: RwSignal::new(wanted.get_untracked()),
            in_sight: RwSignal::new(None),
            own: StoredValue::new(None),
            waiting: StoredValue::new(None),
        };
        Effect::new(move |before: Option<View>| {
            let now = wanted.get();
            if before.is_some_and(|before| before != now) {
                // Taken once: a later request for the same view may come from elsewhere.
                let own = this.own.try_update_value(Option::take).flatten();
                if own.as_ref() != Some(&now) {
                    this.in_sight.set(None);
                    this.view.set(now.clone());
                }
            }
            now
        });
        // Turning the option on applies the map's current view.
        Effect::new(move |_| {
            if followed.get() && this.in_sight.read_untracked().is_some() {
                this.search_here();
            }
        });
        on_cleanup(move || this.stop());
        this
    }

    fn stop(self) {
        if let Some(waiting) = self.waiting.try_update_value(Option::take).flatten() {
            waiting.clear();
        }
    }

    /// Handles a move of the map.
    fn moved(self, at: Move) {
        if !at.by_person {
            return;
        }
        self.stop();
        self.in_sight.set(at.bounds.and_then(rounded));
        if self.followed.get_untracked() {
            let rested = set_timeout_with_handle(move || self.search_here(), REST);
            self.waiting.set_value(rested.ok());
        }
    }

    /// Filters the list by the visible area, which replaces a circle.
    fn search_here(self) {
        let bounds = self.in_sight.get_untracked();
        self.in_sight.set(None);
        self.search.refine(|query| {
            query.bounds = bounds;
            query.radius_m = None;
            self.own.set_value(Some(view_of(query)));
        });
    }
}
