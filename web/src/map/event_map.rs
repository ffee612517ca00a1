use super::{Instead, Stage, js, settings};
use crate::words::{t, t_of};
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use shared::id::EventId;
use shared::place::{Bounds, DepartmentCode, Position, RegionCode};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;

/// What the map knows of an event.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct MapPoint {
    /// Identifier.
    pub id: EventId,
    /// Slug of the edition.
    pub edition: String,
    /// Slug of the event.
    pub slug: String,
    /// Term of the edition's `kinds`.
    pub kind: String,
    /// Title.
    pub title: String,
}

/// What the map is asked to bring into sight.
#[derive(Debug, Clone, PartialEq)]
pub enum View {
    /// The metropole.
    Country,
    /// A box.
    Box(Bounds),
    /// Departments.
    Departments(Vec<DepartmentCode>),
    /// Regions.
    Regions(Vec<RegionCode>),
}

/// The map has moved.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Move {
    /// What is in sight; absent when it is wider than the Earth.
    pub bounds: Option<Bounds>,
    /// Whether a person did it.
    pub by_person: bool,
}

/// A map that is shown: dropping it frees what the library holds.
struct Live {
    map: js::EventMap,
    _select: Closure<dyn FnMut(String)>,
    _move: Closure<dyn FnMut(f64, f64, f64, f64, bool)>,
}

impl Drop for Live {
    fn drop(&mut self) {
        self.map.destroy();
    }
}

/// Events on the map of France; what stands close together is one circle with a number.
#[component]
pub fn EventMap(
    /// Name for screen readers.
    #[prop(into)]
    title: String,
    /// Address of the GeoJSON of the events.
    #[prop(into)]
    data: Signal<String>,
    /// The place that is marked.
    #[prop(into)]
    marked: Signal<Option<Position>>,
    /// What is to be brought into sight.
    #[prop(into)]
    view: Signal<View>,
    /// When events are pressed.
    #[prop(into)]
    on_select: Callback<Vec<MapPoint>>,
    /// When the map has moved.
    #[prop(into)]
    on_move: Callback<Move>,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let live = StoredValue::new_local(None::<Live>);
    let settings = settings::of_events(&title);
    Effect::new(move |_| {
        let Some(element) = element.get() else { return };
        if !js::is_supported() {
            stage.set(Stage::Unsupported);
            return;
        }
        let settings = settings.clone();
        spawn_local(async move {
            let made = match js::load().await {
                Ok(base) => js::EventMap::new(element.unchecked_ref(), &base, &settings),
                Err(error) => Err(error),
            };
            let map = match made {
                Ok(map) => map,
                Err(error) => {
                    leptos::logging::error!("map: {error:?}");
                    stage.try_set(Stage::Failed);
                    return;
                }
            };
            let select = Closure::new(move |json: String| match serde_json::from_str(&json) {
                Ok(points) => on_select.run(points),
                Err(error) => leptos::logging::error!("map: {error}"),
            });
            let moved = Closure::new(move |west, south, east, north, by_person| {
                on_move.run(Move {
                    bounds: Bounds::new(west, south, east, north).ok(),
                    by_person,
                });
            });
            map.on_select(&select);
            map.on_move(&moved);
            // When the page was left meanwhile, the map that comes back is dropped here.
            drop(live.try_set_value(Some(Live {
                map,
                _select: select,
                _move: moved,
            })));
            stage.try_set(Stage::Ready);
        });
    });
    let with_map = move |act: &dyn Fn(&js::EventMap)| {
        if stage.get() == Stage::Ready {
            live.try_with_value(|live| live.iter().for_each(|live| act(&live.map)));
        }
    };
    Effect::new(move |_| {
        let url = data.get();
        with_map(&|map| map.set_data(&url));
    });
    Effect::new(move |_| {
        let place = marked.get();
        with_map(&|map| match place {
            Some(position) => map.mark(position.lon(), position.lat()),
            None => map.unmark(),
        });
    });
    Effect::new(move |_| {
        let view = view.get();
        with_map(&|map| show(map, &view));
    });
    let part = move |(name, [west, south, east, north]): (&'static str, [f64; 4])| {
        view! {
            <li>
                <button class="map__part" type="button" on:click=move |_| {
                    live.with_value(|live| live.iter().for_each(|live| live.map.fit_bounds(west, south, east, north)));
                }>
                    {t_of("map.part", name)}
                </button>
            </li>
        }
    };
    view! {
        <div class="map">
            <div class="map__canvas" node_ref=element></div>
            <Instead stage=stage.into() otherwise=t("map.otherwise_list")/>
            {move || (stage.get() == Stage::Ready).then(|| view! {
                <ul class="map__parts" aria-label=t("map.parts")>{settings::PARTS.into_iter().map(part).collect_view()}</ul>
            })}
        </div>
    }
}

fn show(map: &js::EventMap, view: &View) {
    match view {
        View::Country => {
            let [west, south, east, north] = settings::METROPOLE;
            map.fit_bounds(west, south, east, north);
        }
        View::Box(bounds) => {
            let [west, south, east, north] = bounds.edges();
            map.fit_bounds(west, south, east, north);
        }
        View::Departments(codes) => map.fit_territories("dep", &joined(codes)),
        View::Regions(codes) => map.fit_territories("reg", &joined(codes)),
    }
}

fn joined<T: ToString>(codes: &[T]) -> String {
    codes.iter().map(T::to_string).collect::<Vec<_>>().join(",")
}
