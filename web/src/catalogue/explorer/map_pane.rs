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

/// From this width on, the map stands beside the list.
const SIDE_BY_SIDE: &str = "(min-width: 64rem)";
/// Rest of the map after which the list follows it.
const REST: Duration = Duration::from_millis(250);

/// Whether the map stands beside the list now.
pub(super) fn is_wide() -> bool {
    window()
        .match_media(SIDE_BY_SIDE)
        .ok()
        .flatten()
        .is_some_and(|media| media.matches())
}

/// The map of the same events. Its code is fetched only when it is in sight.
#[component]
pub(super) fn MapPane(
    /// What is asked for.
    search: Search,
    /// Names of kinds and regions.
    names: Names,
    /// What is marked on either side.
    marks: Marks,
    /// What a narrow screen shows.
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

/// Whether a map has been in sight; once it was, it stays.
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

/// The map itself, what it tells the list and what the list tells it.
#[component]
fn Drawn(search: Search, names: Names, marks: Marks, followed: RwSignal<bool>) -> impl IntoView {
    let query = search.query();
    let asked = Memo::new(move |_| drawn(query.get()));
    let total = Remote::new(move || {
        let asked = asked.get();
        async move {
            let total = catalogue::count_public_events(&asked).await;
            // Without a count, the points are tried all the same: their failure is told in the place of the map.
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

/// Keeps the list to what the map shows, and the map to what is asked for.
#[derive(Clone, Copy)]
struct Follower {
    search: Search,
    followed: RwSignal<bool>,
    /// What the map is to bring into sight.
    view: RwSignal<View>,
    /// What a person has brought into sight and the list does not know yet.
    in_sight: RwSignal<Option<Bounds>>,
    /// What the map itself has asked for: it need not be brought into sight.
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
                // Once: what is asked for again later may be elsewhere by then.
                let own = this.own.try_update_value(Option::take).flatten();
                if own.as_ref() != Some(&now) {
                    this.in_sight.set(None);
                    this.view.set(now.clone());
                }
            }
            now
        });
        // A switch that is turned on takes up where the map is.
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

    /// The map has moved.
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

    /// Narrows the list to what is in sight; it takes the place of a circle that was asked for.
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
